import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { LayoutGrid, List } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../api/api.ts';
import { isProblem } from '../../api/problem.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingNote, Skeleton } from '../../ui/Skeleton.tsx';
import { useAdmissionHeartbeat } from '../waiting-room/keep-admission.ts';
import { BookingPanel } from './BookingPanel.tsx';
import type { Wanted } from './book-seats.ts';
import { totalOf } from './ChosenSeats.tsx';
import type { HallController } from './hall-controller.ts';
import { KeptSwitch } from './KeptSwitch.tsx';
import { Legend } from './Legend.tsx';
import { seatMessages } from './messages.ts';
import { SeatHall } from './SeatHall.tsx';
import { SeatList } from './SeatList.tsx';
import {
  buildSeatMapModel,
  keptFor,
  type MapSection,
  type SeatMapModel,
} from './seat-map-model.ts';
import type { SeatSelectionProps } from './seat-selection-props.ts';
import { seatNosOf, useBooking } from './use-booking.ts';
import { useKeptSeats } from './use-kept-seats.ts';
import { useLiveSeats, useSeatRevision } from './use-live-seats.ts';
import { lowestFree, useSelection } from './use-selection.ts';
import { wantedSeats } from './wanted.ts';

const hallHeight = 'h-[62dvh] min-h-96 lg:h-[calc(100dvh-16rem)] lg:min-h-[30rem]';

const afterRouterMs = 80;
const nothing: readonly number[] = [];

function HallLoading() {
  return (
    <div className={`${hallHeight} px-4 py-6`}>
      <LoadingNote />
      <Skeleton className="mx-auto mt-4 h-14 w-1/2 max-w-sm" />
      <Skeleton className="mx-auto mt-6 h-2/3 w-full max-w-3xl" />
    </div>
  );
}

function Hall({ event, performance, model }: SeatSelectionProps & { model: SeatMapModel }) {
  const t = useMessages(seatMessages);
  const { live, trouble } = useLiveSeats(model);
  useSeatRevision(live);
  const [asList, setAsList] = useState(false);
  const [emphasis, setEmphasis] = useState(-1);
  const controller = useRef<HallController>(null);
  const max = performance.ticketsPerCustomerMax;
  const isBooking = useRef<() => boolean>(() => false);
  const { selection, dispatch } = useSelection(model, live, max, () => isBooking.current());
  const queries = useQueryClient();
  const booking = useBooking(event, performance, {
    onTaken: (seatNos) => dispatch({ type: 'lose', seatNos }),
    onPriceChanged: () => void queries.invalidateQueries({ queryKey: ['event'] }),
  });
  const kept = useKeptSeats(model, live, performance);
  const { status } = booking;
  const suggested =
    status.kind === 'failed' && isProblem(status.error, 'single_seat_left')
      ? seatNosOf(status.error)
      : nothing;
  isBooking.current = booking.isRunning;
  useAdmissionHeartbeat(performance.id);

  const pickSeat = (seatNo: number) => {
    if (status.kind === 'failed') booking.reset();
    const free = live.isFree(seatNo);
    dispatch({ type: 'toggle', seatNo, free, kept: kept.isWithheld(seatNo) });
  };
  const needsKept = (needed: boolean) => {
    kept.setNeeded(needed);
    if (needed) return;
    const seatNos = selection.chosen.filter((seatNo) => model.keptOf[seatNo] !== keptFor.nobody);
    dispatch({ type: 'remove', seatNos });
  };
  /** Whatever is asked for, at the price that stands on the screen. */
  const book = (wanted: Wanted, expectedTotalMinor: number) =>
    void booking.book({
      ...wanted,
      ...(kept.needed && { accessible: true }),
      expectedTotalMinor,
    });
  const bookBest = (levelCode: string, quantity: number) => {
    const level = model.plan.priceLevels.find(({ code }) => code === levelCode);
    book({ best: { levelCode, quantity } }, quantity * (level?.priceMinor ?? 0));
  };
  const setQuantity = (section: MapSection, quantity: number) => {
    const from = section.plan.seatNo;
    const seatNos = lowestFree(live, section, quantity);
    dispatch({ type: 'set_pool', from, to: from + section.plan.capacity, seatNos });
  };
  const inSection = (section: MapSection) =>
    selection.chosen.filter((seatNo) => model.sectionOf[seatNo] === section.index).length;

  if (live.version() < 0) {
    if (trouble === undefined) return <HallLoading />;
    return (
      <div className="page">
        <ErrorState error={trouble} />
      </div>
    );
  }
  const seats = {
    model,
    live,
    chosen: selection.chosen,
    suggested,
    keptOpen: kept.open,
    emphasis,
    onSeat: pickSeat,
  };
  return (
    <div className="lg:grid lg:grid-cols-[1fr_23rem]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center border-b border-line">
          <div className="min-w-0 flex-1 basis-96">
            <Legend
              levels={model.plan.priceLevels}
              currency={model.plan.currency}
              free={[...live.freeByLevel]}
              emphasis={emphasis}
              onEmphasis={setEmphasis}
            />
          </div>
          <div className="px-4 pb-3 sm:px-6 lg:pb-0">
            <Button size="small" aria-pressed={asList} onClick={() => setAsList(!asList)}>
              {asList ? (
                <LayoutGrid aria-hidden="true" className="size-4" />
              ) : (
                <List aria-hidden="true" className="size-4" />
              )}
              {t(asList ? 'asMap' : 'asList')}
            </Button>
          </div>
        </div>
        {kept.exist && (
          <KeptSwitch
            kept={kept}
            timeZone={event.venue.timeZone}
            releaseAt={performance.accessibleReleaseAt}
            onChange={needsKept}
          />
        )}
        {trouble !== undefined && (
          <p
            role="status"
            className="border-b border-line px-4 py-2 text-sm text-warning-text sm:px-6"
          >
            {t('stale')}
          </p>
        )}
        <div className={hallHeight}>
          {asList ? (
            <SeatList {...seats} max={max} onQuantity={setQuantity} />
          ) : (
            <SeatHall
              {...seats}
              lost={selection.lost}
              onStanding={(section) => setQuantity(section, inSection(section) + 1)}
              controllerRef={controller}
            />
          )}
        </div>
      </div>
      <BookingPanel
        event={event}
        performance={performance}
        model={model}
        live={live}
        selection={selection}
        status={status}
        suggested={suggested}
        onAddSuggested={() => {
          dispatch({ type: 'add', seatNos: suggested.filter(live.isFree) });
          booking.reset();
        }}
        onAcceptPrice={({ expectedTotalMinor: _, ...wanted }, nowMinor) =>
          void booking.book({ ...wanted, expectedTotalMinor: nowMinor })
        }
        onRemove={(seatNo) => dispatch({ type: 'toggle', seatNo, free: false })}
        onShow={(seatNo) => controller.current?.showSeat(seatNo)}
        onClear={() => dispatch({ type: 'clear' })}
        onDismiss={() => {
          dispatch({ type: 'dismiss' });
          booking.reset();
        }}
        onQuantity={setQuantity}
        onBook={() =>
          book(wantedSeats(model, selection.chosen), totalOf(model, selection.chosen).totalMinor)
        }
        onBookBest={bookBest}
      />
    </div>
  );
}

/** 좌석선택 of one performance: the hall, what is chosen in it, and the way to pay for it. */
export function SeatSelection({ event, performance }: SeatSelectionProps) {
  const plan = useQuery({
    queryKey: ['seat-plan', performance.id, performance.seatPlanVersion],
    queryFn: ({ signal }) =>
      api.getSeatPlan({ params: { performanceId: performance.id }, signal, timeoutMs: 20_000 }),
    // A plan never changes under its version.
    staleTime: Number.POSITIVE_INFINITY,
    // The hall stays, and what it asks the customer, while a plan with other prices is on its way.
    placeholderData: keepPreviousData,
  });
  const model = useMemo(() => plan.data && buildSeatMapModel(plan.data), [plan.data]);
  const hall = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Who comes from signing in or the waiting room wants the seats, not the poster above them.
    const bring = () => {
      const top = hall.current?.getBoundingClientRect().top ?? 0;
      if (top > innerHeight / 2) hall.current?.scrollIntoView({ block: 'start' });
    };
    // The router sets the scroll position of a new page first.
    const timer = setTimeout(bring, afterRouterMs);
    return () => clearTimeout(timer);
  }, []);
  const content = () => {
    if (model !== undefined) return <Hall event={event} performance={performance} model={model} />;
    if (!plan.isError) return <HallLoading />;
    const gone = isProblem(plan.error, 'performance_not_found');
    return (
      <div className="page">
        <ErrorState error={plan.error} onRetry={gone ? undefined : () => void plan.refetch()} />
      </div>
    );
  };
  return (
    <div ref={hall} data-theme="dark" className="scroll-mt-28 bg-paper text-ink">
      {content()}
    </div>
  );
}
