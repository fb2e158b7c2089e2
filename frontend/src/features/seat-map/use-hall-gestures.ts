import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { HallController, HallTarget } from './hall-controller.ts';
import type { Point } from './seat-map-model.ts';

export interface HallGestures {
  readonly controllerRef: RefObject<HallController | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly onHover: (target: HallTarget | undefined, x: number, y: number) => void;
  readonly onPick: (target: HallTarget) => void;
}

/** Farther than this (CSS px) a press is a drag. */
const dragPx = 6;
const keyPanPx = 80;
const keyZoom = 1.4;

const panKeys: Readonly<Record<string, Point>> = {
  ArrowLeft: [keyPanPx, 0],
  ArrowRight: [-keyPanPx, 0],
  ArrowUp: [0, keyPanPx],
  ArrowDown: [0, -keyPanPx],
};

/** Drag, pinch, wheel, hover, tap and keys, for a canvas. */
export function useHallGestures({ controllerRef, canvas, onHover, onPick }: HallGestures) {
  const pointers = useRef(new Map<number, Point>());
  const start = useRef<Point>([0, 0]);
  const dragged = useRef(false);

  const at = (event: { clientX: number; clientY: number }): Point => {
    const box = canvas.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    // React listens passively to wheels, which could not keep the page from scrolling.
    const wheel = (event: WheelEvent) => {
      const controller = controllerRef.current;
      if (controller === null) return;
      if (controller.isFitted() && event.deltaY > 0 && !event.ctrlKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const strength = event.ctrlKey ? 0.01 : 0.0018;
      const anchor = [event.clientX - box.left, event.clientY - box.top] as const;
      controller.zoomBy(Math.exp(-event.deltaY * lines * strength), anchor);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [canvas, controllerRef]);

  function pinch(event: PointerEvent, point: Point): void {
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    const before = pointers.current.get(event.pointerId);
    if (other === undefined || before === undefined) return;
    const distance = ([x, y]: Point) => Math.hypot(x - other[0], y - other[1]);
    const middle = [(point[0] + other[0]) / 2, (point[1] + other[1]) / 2] as const;
    const factor = distance(point) / Math.max(1, distance(before));
    controllerRef.current?.zoomBy(factor, middle);
    controllerRef.current?.panBy((point[0] - before[0]) / 2, (point[1] - before[1]) / 2);
  }

  const release = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
  };
  const pointer = {
    onPointerDown(event: PointerEvent<HTMLCanvasElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const point = at(event);
      if (pointers.current.size === 0) {
        start.current = point;
        dragged.current = false;
      } else dragged.current = true;
      pointers.current.set(event.pointerId, point);
    },
    onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
      const point = at(event);
      const before = pointers.current.get(event.pointerId);
      if (before === undefined) {
        if (event.pointerType === 'mouse') {
          onHover(controllerRef.current?.targetAt(point, false), ...point);
        }
        return;
      }
      const [x, y] = start.current;
      if (Math.hypot(point[0] - x, point[1] - y) > dragPx) dragged.current = true;
      if (pointers.current.size > 1) pinch(event, point);
      else if (dragged.current) {
        onHover(undefined, 0, 0);
        controllerRef.current?.panBy(point[0] - before[0], point[1] - before[1]);
      }
      pointers.current.set(event.pointerId, point);
    },
    onPointerUp(event: PointerEvent<HTMLCanvasElement>) {
      const isTap = pointers.current.size === 1 && !dragged.current;
      release(event);
      if (!isTap) return;
      const target = controllerRef.current?.targetAt(at(event), event.pointerType !== 'mouse');
      if (target !== undefined) onPick(target);
    },
    onPointerCancel: release,
    onPointerLeave: () => onHover(undefined, 0, 0),
  };
  const keys = {
    onKeyDown(event: KeyboardEvent) {
      const controller = controllerRef.current;
      if (controller === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const pan = panKeys[event.key];
      if (pan !== undefined) controller.panBy(...pan);
      else if (event.key === '+' || event.key === '=') controller.zoomBy(keyZoom, undefined, true);
      else if (event.key === '-') controller.zoomBy(1 / keyZoom, undefined, true);
      else if (event.key === '0') controller.fit();
      else return;
      event.preventDefault();
    },
  };
  return { pointer, keys };
}
