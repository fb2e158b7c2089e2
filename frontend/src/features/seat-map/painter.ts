import type { LocalizedText } from '@ticketing/contracts';
import { fontFamily, hall } from './hall-style.ts';
import { traceKeptMark } from './kept-mark.ts';
import { levelColour, traceLevelShape } from './level-shapes.ts';
import type { LiveSeats } from './seat-feed.ts';
import {
  boundsMeet,
  growBounds,
  keptFor,
  type MapSection,
  type Point,
  type SeatMapModel,
} from './seat-map-model.ts';
import { bucketOf, createStamps } from './seat-stamps.ts';
import { type Size, toScreen, type View, visibleBounds } from './view.ts';

/** From this width of a seat (CSS px) on seats are drawn, from the second on with their numbers. */
export const seatsFromPx = 3.4;
export const numbersFromPx = 15;

/** Pixels of one cached picture and of all; beyond the first a section is drawn anew each frame. */
const layerPixelsMax = 3_000_000;
const layersPixelsMax = 28_000_000;
/** Time per frame for renewing pictures; sections that must wait show their old picture or shape. */
const renewMsMax = 7;

interface Layer {
  readonly canvas: HTMLCanvasElement;
  readonly scale: number;
  readonly revision: number;
  readonly emphasis: number;
  readonly keptOpen: boolean;
  usedAt: number;
}

export interface Frame {
  readonly view: View;
  readonly size: Size;
  readonly pixelRatio: number;
  readonly locale: keyof LocalizedText;
  /** Level that is picked out in the legend; -1 for none. */
  readonly emphasis: number;
  /** Whether kept seats may be chosen; they are faded otherwise. */
  readonly keptOpen: boolean;
  /** Section under the pointer or focus, -1 for none. */
  readonly hovered: number;
  /** Being dragged or zoomed: pictures of another size will do until it stands still. */
  readonly moving: boolean;
}

export interface Painter {
  /** @returns whether another frame is needed to finish pictures that had to wait */
  paint(frame: Frame): boolean;
}

const margin = 4;

export function createPainter(
  canvas: HTMLCanvasElement,
  model: SeatMapModel,
  live: LiveSeats,
): Painter {
  const context = canvas.getContext('2d', { alpha: false });
  const layers = new Map<number, Layer>();
  const stampOf = createStamps();
  let frameNo = 0;

  const isOn = (level: number, emphasis: number) => emphasis < 0 || emphasis === level;

  /** Draws a section's seats on `to`, where a map unit is `scale` pixels from `origin` on. */
  function drawSeats(
    to: CanvasRenderingContext2D,
    section: MapSection,
    origin: Point,
    scale: number,
    options: { emphasis: number; keptOpen: boolean; cssScale: number; clip?: Size },
  ): void {
    const { plan } = section;
    const sizePx = section.seatSize * scale;
    const numbered = section.seatSize * options.cssScale >= numbersFromPx;
    for (const row of plan.rows) {
      for (let seat = 0; seat < row.count; seat += 1) {
        const seatNo = row.seatNo + seat;
        const x = ((model.x[seatNo] ?? 0) - origin[0]) * scale;
        const y = ((model.y[seatNo] ?? 0) - origin[1]) * scale;
        const { clip } = options;
        if (clip !== undefined) {
          if (x < -sizePx || y < -sizePx) continue;
          if (x > clip.width + sizePx || y > clip.height + sizePx) continue;
        }
        const free = live.isFree(seatNo);
        const kept = model.keptOf[seatNo] ?? keptFor.nobody;
        const withheld = kept !== keptFor.nobody && !options.keptOpen;
        const on = free && !withheld && isOn(row.level, options.emphasis);
        to.globalAlpha = free && !on ? 0.18 : 1;
        const label =
          numbered && on && kept === keptFor.nobody
            ? String(row.first + seat * row.numberStep)
            : '';
        const stamp = stampOf(row.level, free, sizePx, label);
        const edge = stamp.canvas.width / stamp.enlarged;
        to.drawImage(stamp.canvas, x - edge / 2, y - edge / 2, edge, edge);
        if (free && kept !== keptFor.nobody) {
          to.globalAlpha = 1;
          traceKeptMark(to, { kept, at: [x, y], sizePx, colour: on ? hall.dark : hall.text });
        }
      }
    }
    to.globalAlpha = 1;
  }

  function renewLayer(section: MapSection, scale: number, frame: Frame): Layer | undefined {
    const box = growBounds(section.bounds, margin);
    const width = Math.ceil((box.right - box.left) * scale);
    const height = Math.ceil((box.bottom - box.top) * scale);
    const picture = layers.get(section.index)?.canvas ?? document.createElement('canvas');
    if (picture.width !== width || picture.height !== height) {
      picture.width = width;
      picture.height = height;
    }
    const to = picture.getContext('2d');
    if (to === null) return undefined;
    to.clearRect(0, 0, width, height);
    const { emphasis, keptOpen, pixelRatio } = frame;
    const cssScale = scale / pixelRatio;
    drawSeats(to, section, [box.left, box.top], scale, {
      emphasis,
      keptOpen,
      cssScale,
    });
    const revision = live.sectionRevision[section.index] ?? 0;
    const layer = { canvas: picture, scale, revision, emphasis, keptOpen, usedAt: frameNo };
    layers.set(section.index, layer);
    return layer;
  }

  /** Lets go of the pictures that were not shown for the longest time. */
  function dropOldLayers(): void {
    let pixels = 0;
    const newestFirst = [...layers].sort((one, other) => other[1].usedAt - one[1].usedAt);
    for (const [index, layer] of newestFirst) {
      pixels += layer.canvas.width * layer.canvas.height;
      if (pixels > layersPixelsMax && layer.usedAt < frameNo) layers.delete(index);
    }
  }

  function tracePolygon(to: CanvasRenderingContext2D, points: readonly Point[], frame: Frame) {
    to.beginPath();
    for (const point of points) to.lineTo(...toScreen(frame.view, frame.size, point));
    to.closePath();
  }

  function paintStage(to: CanvasRenderingContext2D, frame: Frame): void {
    const { stage } = model.plan;
    tracePolygon(to, stage.outline, frame);
    to.fillStyle = hall.stage;
    to.fill();
    to.strokeStyle = hall.stageLine;
    to.lineWidth = 1;
    to.stroke();
    const left = Math.min(...stage.outline.map(([x]) => x));
    const right = Math.max(...stage.outline.map(([x]) => x));
    const top = Math.min(...stage.outline.map(([, y]) => y));
    const shownPx = (right - left) * frame.view.scale;
    const fontPx = Math.max(11, Math.min(20, shownPx * 0.08));
    if (shownPx < 48) return;
    const upper = stage.outline.filter(([, y]) => y < top + 40).map(([x]) => x);
    const x = upper.length > 1 ? (Math.min(...upper) + Math.max(...upper)) / 2 : (left + right) / 2;
    const [textX, textY] = toScreen(frame.view, frame.size, [x, top]);
    to.font = `700 ${fontPx}px ${fontFamily}`;
    to.textAlign = 'center';
    to.textBaseline = 'top';
    to.fillStyle = hall.text;
    to.fillText(stage.label[frame.locale], textX, textY + Math.max(6, 14 * frame.view.scale));
  }

  /** A section as a shape: its level's colour, the fuller the more of it is free. */
  function paintShape(to: CanvasRenderingContext2D, section: MapSection, frame: Frame): void {
    const free = live.freeBySection[section.index] ?? 0;
    const share = free / section.plan.capacity;
    tracePolygon(to, section.outline, frame);
    to.fillStyle = hall.stage;
    to.fill();
    if (free > 0) {
      const dimmed = isOn(section.level, frame.emphasis) ? 1 : 0.15;
      to.globalAlpha = (0.3 + 0.6 * Math.sqrt(share)) * dimmed;
      to.fillStyle = levelColour(section.level);
      to.fill();
      to.globalAlpha = 1;
    }
    to.strokeStyle = section.index === frame.hovered ? hall.text : hall.ground;
    to.lineWidth = section.index === frame.hovered ? 2 : 1;
    to.stroke();
  }

  /** Name and, where there is room, the level's mark; dark on full shapes, light on empty ones. */
  function paintName(to: CanvasRenderingContext2D, section: MapSection, frame: Frame): void {
    const { bounds, plan, index } = section;
    const widthPx = Math.min(bounds.right - bounds.left, section.nameWidth) * frame.view.scale;
    const heightPx = (bounds.bottom - bounds.top) * frame.view.scale;
    const name = plan.name[frame.locale].replace(/^Section /, '');
    const short = name.replace(/구역$/, '');
    const free = live.freeBySection[index] ?? 0;
    const fontPx = Math.round(Math.min(15, Math.max(9.5, widthPx * 0.24)) * 2) / 2;
    to.font = `700 ${fontPx}px ${fontFamily}`;
    const fits = (text: string) => to.measureText(text).width <= widthPx * 0.8;
    const text = frame.view.scale < 1 ? [short].find(fits) : [name, short].find(fits);
    if (text === undefined || heightPx < fontPx) return;
    const [x, y] = toScreen(frame.view, frame.size, section.centre);
    const on = free > 0 && isOn(section.level, frame.emphasis);
    const alpha = 0.3 + 0.6 * Math.sqrt(free / plan.capacity);
    to.fillStyle = on && alpha > 0.55 ? hall.dark : on ? hall.text : hall.quiet;
    to.textAlign = 'center';
    to.textBaseline = 'middle';
    const marked = on && heightPx > fontPx * 3 && widthPx > fontPx * 2;
    to.fillText(text, x, marked ? y + fontPx * 0.55 : y);
    if (!marked) return;
    traceLevelShape(to, section.level, [x, y - fontPx * 0.7], fontPx * 0.72);
    to.fill();
  }

  function paintSeated(
    to: CanvasRenderingContext2D,
    section: MapSection,
    frame: Frame,
    mayRenew: boolean,
  ): 'done' | 'waits' {
    const { view, size, pixelRatio } = frame;
    const box = growBounds(section.bounds, margin);
    const scale = bucketOf(view.scale * pixelRatio);
    const pixels = (box.right - box.left) * (box.bottom - box.top) * scale * scale;
    const [left, top] = toScreen(view, size, [box.left, box.top]);
    if (pixels > layerPixelsMax) {
      to.save();
      to.setTransform(1, 0, 0, 1, 0, 0);
      const device = view.scale * pixelRatio;
      const clip = { width: size.width * pixelRatio, height: size.height * pixelRatio };
      const origin = [view.x - clip.width / 2 / device, view.y - clip.height / 2 / device] as const;
      const { emphasis, keptOpen } = frame;
      drawSeats(to, section, origin, device, {
        emphasis,
        keptOpen,
        cssScale: view.scale,
        clip,
      });
      to.restore();
      return 'done';
    }
    let layer = layers.get(section.index);
    const isOld =
      layer?.scale !== scale ||
      layer.emphasis !== frame.emphasis ||
      layer.keptOpen !== frame.keptOpen ||
      layer.revision !== live.sectionRevision[section.index];
    const isNeeded = !frame.moving || layer === undefined;
    if (isOld && isNeeded && mayRenew) layer = renewLayer(section, scale, frame);
    if (layer === undefined) {
      paintShape(to, section, frame);
      return 'waits';
    }
    layer.usedAt = frameNo;
    const width = (box.right - box.left) * view.scale;
    const height = (box.bottom - box.top) * view.scale;
    to.drawImage(layer.canvas, left, top, width, height);
    return layer.scale === scale && !isOld ? 'done' : isNeeded && mayRenew ? 'done' : 'waits';
  }

  /** Row labels beside the first seat, once they are large enough to help. */
  function paintRowLabels(to: CanvasRenderingContext2D, section: MapSection, frame: Frame): void {
    const sizePx = section.seatSize * frame.view.scale;
    if (sizePx < numbersFromPx * 0.7) return;
    to.font = `600 ${Math.min(13, sizePx * 0.6)}px ${fontFamily}`;
    to.textAlign = 'right';
    to.textBaseline = 'middle';
    to.fillStyle = hall.quiet;
    for (const row of section.plan.rows) {
      const first = [model.x[row.seatNo] ?? 0, model.y[row.seatNo] ?? 0] as const;
      const [x, y] = toScreen(frame.view, frame.size, first);
      if (y < 0 || y > frame.size.height || x < 0 || x > frame.size.width + sizePx) continue;
      to.fillText(row.label, x - sizePx * 0.8, y);
    }
  }

  return {
    paint(frame) {
      if (context === null) return false;
      frameNo += 1;
      const { size, pixelRatio, view } = frame;
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.fillStyle = hall.ground;
      context.fillRect(0, 0, size.width, size.height);
      paintStage(context, frame);
      const seen = visibleBounds(view, size);
      const shown = model.sections.filter(({ bounds }) => boundsMeet(bounds, seen));
      const asSeats = model.seatSize * view.scale >= seatsFromPx;
      const until = performance.now() + renewMsMax;
      let waits = false;
      for (const section of shown) {
        if (!asSeats || section.plan.kind === 'standing') {
          paintShape(context, section, frame);
          paintName(context, section, frame);
          continue;
        }
        if (section.plan.rows.length > 0 && model.sections.length > 1) {
          tracePolygon(context, section.outline, frame);
          context.strokeStyle = hall.sectionLine;
          context.lineWidth = 1;
          context.stroke();
        }
        const result = paintSeated(context, section, frame, performance.now() < until);
        waits ||= result === 'waits';
        paintRowLabels(context, section, frame);
      }
      dropOldLayers();
      return waits;
    },
  };
}
