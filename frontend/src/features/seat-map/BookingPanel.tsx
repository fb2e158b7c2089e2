import type { EventDetail, Performance } from '@ticketing/contracts';
import { isProblem } from '../../api/problem.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { BestAvailable } from './BestAvailable.tsx';
import type { Wanted } from './book-seats.ts';
import { ChosenSeats, TotalLine } from './ChosenSeats.tsx';
import { LevelMark } from './LevelMark.tsx';
import { seatMessages } from './messages.ts';
import { PriceChange } from './PriceChange.tsx';
import { pendingBookings } from './pending-booking.ts';
import { QuantityStepper } from './QuantityStepper.tsx';
import type { LiveSeats } from './seat-feed.ts';
import type { MapSection, SeatMapModel } from './seat-map-model.ts';
import { useSeatWords } from './seat-words.ts';
import type { Selection } from './selection.ts';
import type { BookingStatus } from './use-booking.ts';

export interface BookingPanelProps {
  readonly event: EventDetail;
  readonly performance: Performance;
  readonly model: SeatMapModel;
  readonly live: LiveSeats;
  readonly selection: Selection;
  readonly status: BookingStatus;
  readonly onRemove: (seatNo: number) => void;
  readonly onShow: (seatNo: number) => void;
  readonly onClear: () => void;
  readonly onDismiss: () => void;
  readonly onQuantity: (section: MapSection, quantity: number) => void;
  readonly onBook: () => void;
  readonly onBookBest: (levelCode: string, quantity: number) => void;
  /** Seats that the last refusal asks to add. */
  readonly suggested: readonly number[];
  readonly onAddSuggested: () => void;
  /** The customer agrees to the new price. */
  readonly onAcceptPrice: (wanted: Wanted, nowMinor: number) => void;
}

/** Why the last act did not do what was meant, in words. */
function useNoticeText({
  selection,
  model,
  performance,
  event,
  status,
  suggested,
}: BookingPanelProps) {
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const words = useSeatWords(model);
  const { notice } = selection;
  if (status.kind === 'failed' && isProblem(status.error, 'seats_taken')) return t('seatsTaken');
  if (status.kind === 'failed' && isProblem(status.error, 'not_enough_seats'))
    return t('bestTaken');
  if (status.kind === 'failed' && isProblem(status.error, 'single_seat_left')) {
    if (suggested.length === 0) return t('singleLeftNoSeats');
    return t('singleLeft', { seats: suggested.map(words).join(', ') });
  }
  if (status.kind === 'not_open') {
    return t('notOpen', { when: formatDateTime(status.opensAt, event.venue.timeZone, locale) });
  }
  if (notice?.kind === 'limit') return t('limit', { max: performance.ticketsPerCustomerMax });
  if (notice?.kind === 'unavailable') {
    return t('unavailable', { seat: words(notice.seatNos[0] ?? -1) });
  }
  if (notice?.kind === 'kept') return t('keptSeat', { seat: words(notice.seatNos[0] ?? -1) });
  if (notice?.kind === 'lost') return t('lost', { seats: notice.seatNos.map(words).join(', ') });
  return undefined;
}

function Notice(props: BookingPanelProps) {
  const t = useMessages(seatMessages);
  const text = useNoticeText(props);
  const { status, suggested, selection, performance } = props;
  const room = performance.ticketsPerCustomerMax - selection.chosen.length;
  const canAdd = suggested.length > 0 && suggested.length <= room;
  const other = status.kind === 'failed' && text === undefined ? status.error : undefined;
  return (
    <div aria-live="assertive" className="empty:hidden">
      {text !== undefined && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-l-4 border-warning py-1 pl-3">
          <p className="min-w-full text-sm">{text}</p>
          {canAdd && (
            <Button size="small" onClick={props.onAddSuggested}>
              {t('addTogether')}
            </Button>
          )}
          <button
            type="button"
            onClick={props.onDismiss}
            className="min-h-8 px-2 text-sm font-bold underline underline-offset-4"
          >
            {t('dismiss')}
          </button>
        </div>
      )}
      {other !== undefined && <ErrorNote error={other} />}
    </div>
  );
}

/** A booking of this tab that was left at the checkout: its seats are still held. */
function PendingNote({ performanceId }: { performanceId: string }) {
  const t = useMessages(seatMessages);
  const pending = pendingBookings.read(performanceId);
  if (pending === undefined || Date.parse(pending.expiresAt) < Date.now() + pending.skewMs) {
    return null;
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-l-4 border-positive py-1 pl-3">
      <p className="text-sm font-semibold">{t('pendingTitle')}</p>
      <ButtonLink to="/checkout/$bookingId" params={{ bookingId: pending.bookingId }} size="small">
        {t('pendingAction')}
      </ButtonLink>
    </div>
  );
}

function StandingAreas({ model, live, selection, performance, onQuantity }: BookingPanelProps) {
  const t = useMessages(seatMessages);
  const localized = useLocalized();
  const areas = model.sections.filter(({ plan }) => plan.kind === 'standing');
  if (areas.length === 0) return null;
  return (
    <section aria-labelledby="standing-areas" className="border-t border-line pt-4">
      <h3 id="standing-areas" className="text-base">
        {t('standingTitle')}
      </h3>
      <p className="text-sm text-quiet">{t('standingHint')}</p>
      <ul className="mt-2">
        {areas.map((section) => {
          const free = live.freeBySection[section.index] ?? 0;
          const name = localized(section.plan.name);
          return (
            <li key={section.plan.id} className="flex items-center gap-3 py-1.5">
              <LevelMark level={section.level} />
              <span className="flex-1 leading-tight">
                <span className="block font-semibold">{name}</span>
                <span className="figures block text-sm text-quiet">
                  {t('sectionLeft', { count: free })}
                </span>
              </span>
              <QuantityStepper
                name={name}
                value={
                  selection.chosen.filter((each) => model.sectionOf[each] === section.index).length
                }
                max={Math.min(free, performance.ticketsPerCustomerMax)}
                onChange={(quantity) => onQuantity(section, quantity)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The rail on a desk; on a phone its end stays at the lower edge of the screen. */
export function BookingPanel(props: BookingPanelProps) {
  const { model, live, selection, performance, status } = props;
  const t = useMessages(seatMessages);
  const { chosen, lost } = selection;
  const max = performance.ticketsPerCustomerMax;
  const busy = status.kind === 'busy';
  return (
    <aside
      aria-labelledby="chosen-seats"
      className="flex-col border-line max-lg:contents lg:flex lg:max-h-[calc(100dvh-8rem)] lg:border-l"
    >
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-4 sm:px-6">
        <div className="flex items-baseline justify-between">
          <h2 id="chosen-seats" className="text-lg">
            {t('chosenTitle')}
          </h2>
          <p className="figures text-sm text-quiet">
            {t('chosenCount', { count: chosen.length, max })}
          </p>
        </div>
        <PendingNote performanceId={performance.id} />
        <ChosenSeats
          model={model}
          chosen={chosen}
          lost={lost}
          onRemove={props.onRemove}
          onShow={props.onShow}
        />
        {chosen.length === 0 && <p className="text-sm text-quiet">{t('chooseHint')}</p>}
        {chosen.length > 1 && (
          <button
            type="button"
            onClick={props.onClear}
            className="min-h-8 self-start text-sm text-quiet underline underline-offset-4"
          >
            {t('clear')}
          </button>
        )}
        <StandingAreas {...props} />
        {chosen.length === 0 && (
          <BestAvailable
            model={model}
            live={live}
            max={max}
            busy={busy}
            onBook={props.onBookBest}
          />
        )}
      </div>
      <div className="sticky bottom-0 z-20 flex flex-col gap-3 border-t border-line bg-paper px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] sm:px-6">
        <Notice {...props} />
        {status.kind === 'price_changed' && <PriceChange {...props} />}
        <TotalLine model={model} chosen={chosen} />
        <Button
          tone="signal"
          size="large"
          wide
          busy={busy}
          disabled={chosen.length === 0}
          onClick={props.onBook}
        >
          {busy ? t('booking') : chosen.length === 0 ? t('chooseHintShort') : t('book')}
        </Button>
      </div>
    </aside>
  );
}
