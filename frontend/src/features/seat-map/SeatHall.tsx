import { Maximize, Minus, Plus } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { createHallController, type HallController, type HallTarget } from './hall-controller.ts';
import { keptNames } from './kept-mark.ts';
import { LevelMark } from './LevelMark.tsx';
import { levelColour } from './level-shapes.ts';
import { seatMessages } from './messages.ts';
import type { LiveSeats } from './seat-feed.ts';
import { keptFor, type MapSection, type SeatMapModel } from './seat-map-model.ts';
import { useSeatWords } from './seat-words.ts';
import { useHallGestures } from './use-hall-gestures.ts';

export interface SeatHallProps {
  readonly model: SeatMapModel;
  readonly live: LiveSeats;
  readonly chosen: readonly number[];
  readonly lost: readonly number[];
  /** Seats to add, since one of them would be left alone. */
  readonly suggested: readonly number[];
  readonly keptOpen: boolean;
  readonly emphasis: number;
  readonly onSeat: (seatNo: number) => void;
  readonly onStanding: (section: MapSection) => void;
  readonly controllerRef: RefObject<HallController | null>;
}

/** A mark's width against its seat's: its ring must not meet the ring of a neighbour's. */
const markShare = 1.12;

interface Hover {
  readonly target: HallTarget;
  readonly x: number;
  readonly y: number;
}

function HoverNote({
  hover,
  model,
  live,
}: { hover: Hover } & Pick<SeatHallProps, 'model' | 'live'>) {
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const words = useSeatWords(model);
  const { target } = hover;
  const isSeat = target.kind === 'seat';
  const levelNo = isSeat ? (model.levelOf[target.seatNo] ?? -1) : target.section.level;
  const level = model.plan.priceLevels[levelNo];
  const title = isSeat ? words(target.seatNo) : localized(target.section.plan.name);
  const free = isSeat ? live.isFree(target.seatNo) : true;
  const more = () => {
    if (isSeat) {
      if (!free) return t(levelNo < 0 ? 'notOnSale' : 'taken');
      const kept = model.keptOf[target.seatNo] ?? keptFor.nobody;
      return kept === keptFor.nobody ? undefined : t(keptNames[kept] ?? 'companion');
    }
    const count = live.freeBySection[target.section.index] ?? 0;
    const act = target.section.plan.kind === 'standing' ? 'chooseQuantity' : 'comeCloser';
    return `${t('sectionLeft', { count })}${count > 0 ? ` · ${t(act)}` : ''}`;
  };
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-0 left-0 z-10 w-max max-w-64 rounded-md border border-line-strong bg-raised px-3 py-2 text-sm"
      style={{
        transform: `translate(${hover.x}px, ${hover.y}px) translate(-50%, calc(-100% - 14px))`,
      }}
    >
      <p className="font-bold">{title}</p>
      {level !== undefined && (
        <p className="figures flex items-center gap-1.5">
          <LevelMark level={levelNo} className="size-3" />
          {localized(level.name)} {formatMoney(level.priceMinor, model.plan.currency, locale)}
        </p>
      )}
      {more() !== undefined && <p className="text-quiet">{more()}</p>}
    </div>
  );
}

/** The dark hall: a canvas for what stands still, elements above it for what is live. */
export function SeatHall(props: SeatHallProps) {
  const { model, live, chosen, lost, suggested, emphasis, keptOpen, controllerRef } = props;
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLUListElement>(null);
  const [hover, setHover] = useState<Hover>();
  const [fitted, setFitted] = useState(true);
  // A newer plan has other prices and the same seats: the map stays where the customer has moved it.
  const [drawn] = useState(model);

  useEffect(() => {
    if (canvas.current === null) return;
    const controller = createHallController(canvas.current, drawn, live, (seatPx) => {
      setFitted(controller.isFitted());
      for (const mark of overlay.current?.children ?? []) {
        if (!(mark instanceof HTMLElement)) continue;
        const [x, y] = controller.screenOf(Number(mark.dataset.seat));
        const edge = Math.max(14, seatPx * markShare);
        mark.style.width = `${edge}px`;
        mark.style.height = `${edge}px`;
        mark.style.transform = `translate(${x - edge / 2}px, ${y - edge / 2}px)`;
      }
    });
    controllerRef.current = controller;
    return () => {
      controllerRef.current = null;
      controller.destroy();
    };
  }, [drawn, live, controllerRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new marks must be put in their places
  useEffect(() => {
    controllerRef.current?.setOptions({ locale, emphasis, keptOpen });
  }, [locale, emphasis, keptOpen, chosen, lost, suggested, drawn, live, controllerRef]);

  const gestures = useHallGestures({
    controllerRef,
    canvas,
    onHover: (target, x, y) => {
      setHover(target && { target, x, y });
      controllerRef.current?.setHovered(target?.kind === 'section' ? target.section.index : -1);
    },
    onPick: (target) => {
      if (target.kind === 'seat') props.onSeat(target.seatNo);
      else if (target.section.plan.kind === 'standing') props.onStanding(target.section);
      else controllerRef.current?.showSection(target.section);
    },
  });
  const isClickable =
    hover !== undefined && (hover.target.kind === 'section' || live.isFree(hover.target.seatNo));
  return (
    <div className="relative size-full overflow-hidden" data-seat-map="">
      <div
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows, plus and minus move the map
        tabIndex={0}
        aria-label={t('hall')}
        aria-description={t('hallHelp')}
        className="size-full focus-visible:-outline-offset-4"
        {...gestures.keys}
      >
        <canvas
          ref={canvas}
          {...gestures.pointer}
          className={`block size-full select-none ${isClickable ? 'cursor-pointer' : fitted ? 'cursor-default' : 'cursor-grab active:cursor-grabbing'}`}
          style={{ touchAction: fitted ? 'pan-y' : 'none' }}
        />
      </div>
      <ul ref={overlay} aria-hidden="true" className="pointer-events-none absolute inset-0">
        {chosen.map((seatNo) => (
          <li
            key={seatNo}
            data-seat={seatNo}
            className="absolute top-0 left-0 flex items-center justify-center rounded-full border-2 border-white bg-[#0d0d11]"
            style={{ boxShadow: `0 0 0 2px ${levelColour(model.levelOf[seatNo] ?? 0)}` }}
          >
            <svg viewBox="0 0 12 12" className="size-3/5" aria-hidden="true">
              <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="#fff" strokeWidth="2.2" />
            </svg>
          </li>
        ))}
        {suggested.map((seatNo) => (
          <li
            key={`suggested-${seatNo}`}
            data-seat={seatNo}
            data-suggested=""
            className="absolute top-0 left-0 flex items-center justify-center rounded-full border-3 border-dotted border-white bg-[#0d0d11]"
          >
            <svg viewBox="0 0 12 12" className="size-3/5" aria-hidden="true">
              <path d="M6 2v8M2 6h8" fill="none" stroke="#fff" strokeWidth="2.2" />
            </svg>
          </li>
        ))}
        {lost.map((seatNo) => (
          <li
            key={`lost-${seatNo}`}
            data-seat={seatNo}
            className="absolute top-0 left-0 rounded-full border-2 border-dashed border-quiet bg-[#0d0d11] opacity-70 transition-opacity duration-200 starting:opacity-100"
          />
        ))}
      </ul>
      {hover !== undefined && <HoverNote hover={hover} model={model} live={live} />}
      <div className="absolute right-3 bottom-3 flex flex-col rounded-md border border-line-strong bg-paper">
        <IconButton
          label={t('zoomIn')}
          onClick={() => controllerRef.current?.zoomBy(1.6, undefined, true)}
        >
          <Plus aria-hidden="true" className="size-5" />
        </IconButton>
        <IconButton
          label={t('zoomOut')}
          onClick={() => controllerRef.current?.zoomBy(1 / 1.6, undefined, true)}
        >
          <Minus aria-hidden="true" className="size-5" />
        </IconButton>
        <IconButton label={t('fit')} onClick={() => controllerRef.current?.fit()}>
          <Maximize aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
    </div>
  );
}
