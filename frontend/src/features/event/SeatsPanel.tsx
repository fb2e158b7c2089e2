import type { EventDetail, Performance } from '@ticketing/contracts';
import { lazy, Suspense } from 'react';
import { formatDateTime, formatDateTimeShort } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { CatchBoundary } from '../../ui/CatchBoundary.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Select } from '../../ui/Field.tsx';
import { LoadingNote } from '../../ui/Skeleton.tsx';
import { isPickable } from './availability.ts';
import { eventMessages } from './messages.ts';
import type { NextStep } from './next-step.ts';

const SeatSelection = lazy(async () => {
  const { SeatSelection: component } = await import('../seat-map/SeatSelection.tsx');
  return { default: component };
});

/** The dark hall in its final size, before the map is there. */
const HallSkeleton = () => (
  <div data-theme="dark" className="min-h-[70dvh] bg-paper text-ink">
    <div className="page py-6">
      <LoadingNote />
    </div>
  </div>
);

function ClosedHall({ event, step }: { event: EventDetail; step: NextStep }) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  if (step.kind === 'wait_for_opening') {
    const when = formatDateTime(step.opensAt, event.venue.timeZone, locale);
    return <EmptyState title={t('seatsNotOpen')}>{t('seatsNotOpenBody', { when })}</EmptyState>;
  }
  if (step.kind === 'cancelled' || step.kind === 'postponed') {
    return (
      <EmptyState title={t(step.kind === 'cancelled' ? 'cancelledTitle' : 'postponedTitle')}>
        {t(step.kind === 'cancelled' ? 'cancelledBody' : 'postponedBody')}
      </EmptyState>
    );
  }
  if (step.kind === 'sold_out') {
    return <EmptyState title={t('seatsSoldOut')}>{t('seatsSoldOutBody')}</EmptyState>;
  }
  return <EmptyState title={t('seatsClosed')}>{t('seatsClosedBody')}</EmptyState>;
}

/** Another performance without leaving the map. */
function PerformanceSelect({
  event,
  picked,
  onPick,
}: {
  event: EventDetail;
  picked: Performance;
  onPick: (performance: Performance) => void;
}) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  const zone = event.venue.timeZone;
  const choices = event.performances.filter((each) => isPickable(each) || each.id === picked.id);
  return (
    <div className="page flex items-center py-4">
      <div className="w-full sm:w-96">
        <Select
          label={t('changePerformance')}
          hideLabel
          value={picked.id}
          onChange={({ target }) => {
            const next = choices.find((each) => each.id === target.value);
            if (next !== undefined) onPick(next);
          }}
          options={choices.map((each) => ({
            value: each.id,
            label: formatDateTimeShort(each.startsAt, zone, locale),
          }))}
          className="figures font-semibold"
        />
      </div>
    </div>
  );
}

export interface SeatsPanelProps {
  readonly event: EventDetail;
  readonly picked: Performance | undefined;
  readonly step: NextStep;
  readonly onPick: (performance: Performance) => void;
}

/** 좌석선택: the hall of the picked performance, or why it is closed. */
export function SeatsPanel({ event, picked, step, onPick }: SeatsPanelProps) {
  const open = step.kind === 'choose_seats' || step.kind === 'join_line' || step.kind === 'walk_in';
  return (
    <>
      {picked !== undefined && <PerformanceSelect event={event} picked={picked} onPick={onPick} />}
      {open && picked !== undefined ? (
        <CatchBoundary
          resetKey={picked.id}
          fallback={(error, reset) => (
            <div className="page">
              <ErrorState error={error} onRetry={reset} />
            </div>
          )}
        >
          <Suspense fallback={<HallSkeleton />}>
            <SeatSelection key={picked.id} event={event} performance={picked} />
          </Suspense>
        </CatchBoundary>
      ) : (
        <div className="page pb-10">
          <ClosedHall event={event} step={step} />
        </div>
      )}
    </>
  );
}
