import type { EventDetail, Performance } from '@ticketing/contracts';
import { formatDateTimeShort, formatOpening } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { go } from '../../router/history.ts';
import { Button } from '../../ui/Button.tsx';
import { AlarmButton } from '../catalogue/AlarmButton.tsx';
import { useTimeUntil } from '../catalogue/use-time-until.ts';
import { waitingRoomHref } from '../waiting-room/address.ts';
import { eventMessages } from './messages.ts';
import type { NextStep } from './next-step.ts';

/** Steps after which nothing can be done here, with the words on the button and beside it. */
const dead = {
  sold_out: ['soldOutAction', 'nextSoldOut'],
  closed: ['closedAction', 'nextClosed'],
  cancelled: ['cancelledAction', 'nextCancelled'],
  postponed: ['postponedAction', 'nextPostponed'],
} as const;

/** What happens next, in a sentence. */
function NextWords({ event, step }: { event: EventDetail; step: NextStep }) {
  const t = useMessages(eventMessages);
  const until = useTimeUntil(event.summary.saleOpensAt);
  if (step.kind === 'wait_for_opening') return <>{until}</>;
  if (step.kind === 'join_line') return <>{t('nextLine')}</>;
  if (step.kind === 'choose_seats' || step.kind === 'walk_in') return <>{t('nextSeats')}</>;
  if (step.kind === 'sold_out' && event.performances.some((each) => each.saleState === 'on_sale')) {
    return <>{t('nextSoldOutOther')}</>;
  }
  return <>{t(dead[step.kind][1])}</>;
}

export interface BookingBarProps {
  readonly event: EventDetail;
  readonly picked: Performance | undefined;
  readonly step: NextStep;
  readonly onChooseSeats: () => void;
}

function StepButton({ event, picked, step, onChooseSeats }: BookingBarProps) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  if (step.kind === 'choose_seats') {
    return (
      <Button tone="signal" size="large" onClick={onChooseSeats} className="flex-1 sm:min-w-44">
        {t('book')}
      </Button>
    );
  }
  if (step.kind === 'join_line' || step.kind === 'walk_in') {
    const enter = () => {
      if (picked !== undefined) void go(waitingRoomHref(picked.id));
    };
    return (
      <Button tone="signal" size="large" onClick={enter} className="flex-1 sm:min-w-44">
        {t(step.kind === 'join_line' ? 'joinLine' : 'book')}
      </Button>
    );
  }
  if (step.kind === 'wait_for_opening') {
    const when = formatOpening(step.opensAt, event.venue.timeZone, locale);
    return (
      <>
        <AlarmButton event={event.summary} label={t('alarm')} />
        <Button size="large" disabled tone="signal" className="figures flex-1 sm:min-w-44">
          {t('opensAt', { when })}
        </Button>
      </>
    );
  }
  return (
    <Button size="large" disabled tone="signal" className="flex-1 sm:min-w-44">
      {t(dead[step.kind][0])}
    </Button>
  );
}

/** Stays at the lower edge: which performance, what happens next, and the button that does it. */
export function BookingBar(props: BookingBarProps) {
  const { event, picked, step } = props;
  const locale = useLocale();
  const zone = event.venue.timeZone;
  return (
    <div className="sticky bottom-0 z-20 border-t border-line bg-paper pb-[env(safe-area-inset-bottom)]">
      <div className="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-3">
        <p className="min-w-0 text-sm sm:text-base">
          {picked !== undefined && (
            <span
              className={`figures font-bold ${step.kind === 'postponed' ? 'text-quiet line-through' : ''}`}
            >
              {formatDateTimeShort(picked.startsAt, zone, locale)}
            </span>
          )}
          <span className="block text-sm text-quiet max-sm:inline max-sm:before:content-['_·_']">
            <NextWords event={event} step={step} />
          </span>
        </p>
        <div className="flex w-full items-center gap-2 sm:w-auto">
          <StepButton {...props} />
        </div>
      </div>
    </div>
  );
}
