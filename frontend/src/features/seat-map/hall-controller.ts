import type { LocalizedText } from '@ticketing/contracts';
import { findSeat, findSection } from './hit-testing.ts';
import { createPainter, seatsFromPx } from './painter.ts';
import type { LiveSeats } from './seat-feed.ts';
import type { MapSection, Point, SeatMapModel } from './seat-map-model.ts';
import {
  clampView,
  fitHall,
  fitView,
  mixViews,
  panBy,
  type Size,
  toMap,
  toScreen,
  type View,
  zoomAt,
} from './view.ts';

export type HallTarget =
  | { readonly kind: 'seat'; readonly seatNo: number }
  | { readonly kind: 'section'; readonly section: MapSection };

export interface HallOptions {
  readonly locale: keyof LocalizedText;
  readonly emphasis: number;
  /** Whether wheelchair places and companion seats may be chosen. */
  readonly keptOpen: boolean;
}

/** Moves and draws the hall. Everything that changes each frame stays out of React. */
export interface HallController {
  setOptions(options: HallOptions): void;
  /** What lies under a point (CSS px of the canvas). `coarse` is for fingers. */
  targetAt(point: Point, coarse: boolean): HallTarget | undefined;
  setHovered(section: number): void;
  /** Where a seat stands on screen. */
  screenOf(seatNo: number): Point;
  zoomBy(factor: number, anchor?: Point, animated?: boolean): void;
  panBy(dx: number, dy: number): void;
  fit(): void;
  showSection(section: MapSection): void;
  showSeat(seatNo: number): void;
  /** Whether everything is in sight, so that the page may scroll by touch. */
  isFitted(): boolean;
  destroy(): void;
}

const animationMs = 200;
/** Standing still for this long, pictures are renewed in their right size. */
const settleMs = 90;
/** A finger needs this much of a seat (CSS px); below, a tap comes closer first. */
const touchSeatPx = 13;
const mouseSeatPx = 6.5;
const seatPxMax = 40;
/** Width of a seat after coming closer to one. */
const seatPxClose = 24;

const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * @param onFrame called after each drawn frame, to put the overlay in its place
 */
export function createHallController(
  canvas: HTMLCanvasElement,
  model: SeatMapModel,
  live: LiveSeats,
  onFrame: (sizePxOfSeat: number) => void,
): HallController {
  const painter = createPainter(canvas, model, live);
  let options: HallOptions = { locale: 'ko', emphasis: -1, keptOpen: false };
  let size: Size = { width: 0, height: 0 };
  let view: View = { scale: 1, x: 0, y: 0 };
  let hovered = -1;
  let fitted = true;
  let frame = 0;
  let movedAt = -Infinity;
  let flight: { from: View; to: View; startedAt: number } | undefined;

  const fitScale = () => fitHall(model.bounds, size).scale;
  const range = () => ({
    min: fitScale(),
    max: Math.max(fitScale(), seatPxMax / model.seatSize),
  });
  const request = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  function draw(now: number): void {
    frame = 0;
    if (size.width === 0) return;
    if (flight !== undefined) {
      const share = Math.min(1, (now - flight.startedAt) / animationMs);
      view = mixViews(flight.from, flight.to, 1 - (1 - share) ** 3);
      if (share === 1) flight = undefined;
    }
    const pixelRatio = canvas.width / size.width;
    const moving = now - movedAt < settleMs;
    const waits = painter.paint({ view, size, pixelRatio, hovered, moving, ...options });
    onFrame(model.seatSize * view.scale);
    if (waits || flight !== undefined) request();
  }
  function moveTo(next: View, animated: boolean): void {
    const to = clampView(next, model.bounds, range());
    fitted = to.scale <= fitScale() * 1.01;
    const target = fitted ? fitHall(model.bounds, size) : to;
    if (animated && !reducedMotion()) {
      flight = { from: view, to: target, startedAt: performance.now() };
    } else {
      flight = undefined;
      view = target;
    }
    movedAt = performance.now() + (flight === undefined ? 0 : animationMs);
    request();
  }
  const observer = new ResizeObserver(() => {
    const box = canvas.getBoundingClientRect();
    if (box.width === 0) return;
    size = { width: box.width, height: box.height };
    const pixelRatio = Math.min(2, devicePixelRatio);
    canvas.width = Math.round(box.width * pixelRatio);
    canvas.height = Math.round(box.height * pixelRatio);
    moveTo(fitted ? fitHall(model.bounds, size) : view, false);
  });
  observer.observe(canvas);
  const unsubscribe = live.subscribe(request);

  return {
    setOptions(next) {
      options = next;
      request();
    },
    targetAt(point, coarse) {
      const at = toMap(view, size, point);
      const seatPx = model.seatSize * view.scale;
      const section = findSection(model, at);
      if (section?.plan.kind === 'standing') return { kind: 'section', section };
      if (seatPx >= (coarse ? touchSeatPx : mouseSeatPx)) {
        const reach = Math.max(model.seatSize * 0.75, coarse ? 14 / view.scale : 0);
        const seatNo = findSeat(model, at, reach);
        return seatNo === undefined ? undefined : { kind: 'seat', seatNo };
      }
      return section && { kind: 'section', section };
    },
    setHovered(section) {
      if (section === hovered) return;
      hovered = section;
      request();
    },
    screenOf: (seatNo) => {
      const x = model.x[seatNo] ?? Number.NaN;
      return toScreen(view, size, [x, model.y[seatNo] ?? Number.NaN]);
    },
    zoomBy(factor, anchor, animated = false) {
      // By the buttons the whole hall is entered at its middle, wherever that stands on the screen.
      const isEntered = fitted && anchor === undefined;
      const from = isEntered ? fitView(model.bounds, size) : (flight?.to ?? view);
      const { min, max } = range();
      const scale = Math.min(max, Math.max(min, from.scale * factor));
      const about = anchor ?? [size.width / 2, size.height / 2];
      moveTo(zoomAt(from, size, about, scale), animated);
    },
    panBy(dx, dy) {
      if (!fitted) moveTo(panBy(flight?.to ?? view, dx, dy), false);
    },
    fit: () => moveTo(fitHall(model.bounds, size), true),
    showSection(section) {
      // Close enough to tell seats apart, even when the whole section does not fit.
      const whole = fitView(section.bounds, size, seatPxClose / model.seatSize);
      const closest = Math.max(whole.scale, (touchSeatPx + 1) / model.seatSize);
      moveTo({ ...whole, scale: Math.max(closest, seatsFromPx / model.seatSize) }, true);
    },
    showSeat(seatNo) {
      const x = model.x[seatNo] ?? Number.NaN;
      const y = model.y[seatNo] ?? Number.NaN;
      if (Number.isNaN(x)) return;
      moveTo({ x, y, scale: Math.max(view.scale, seatPxClose / model.seatSize) }, true);
    },
    isFitted: () => fitted,
    destroy() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      unsubscribe();
    },
  };
}
