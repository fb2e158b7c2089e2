import type { CancellationPolicy, CancellationQuote } from '@ticketing/contracts';
import { Temporal } from 'temporal-polyfill';

/** What one ticket costs to cancel. */
export interface TicketFee {
  readonly feeMinor: number;
  readonly refundMinor: number;
  readonly rule: CancellationQuote['seats'][number]['rule'];
}

export interface FeeQuestion {
  readonly policy: CancellationPolicy;
  readonly performanceStartsAt: string;
  /** Of the venue: days are counted in its calendar. */
  readonly timeZone: string;
  readonly bookedAt: string;
  /** After a postponement: until then nothing is kept, whatever the ladder and its cut-off say. */
  readonly fullRefundUntil?: string;
  readonly now: Date;
}

const saturday = 6;

/**
 * The last instant at which the performance's tickets can be cancelled: the day before, at the policy's
 * hour (Saturdays have their own), in the venue's time; after a postponement at least until all money
 * comes back.
 */
export function cancellableUntil(
  question: Pick<FeeQuestion, 'policy' | 'performanceStartsAt' | 'timeZone' | 'fullRefundUntil'>,
): Date {
  const cutOff = cutOffOf(question);
  const full = new Date(question.fullRefundUntil ?? 0);
  return full > cutOff ? full : cutOff;
}

function cutOffOf({
  policy,
  performanceStartsAt,
  timeZone,
}: Pick<FeeQuestion, 'policy' | 'performanceStartsAt' | 'timeZone'>): Date {
  const dayBefore = localDate(performanceStartsAt, timeZone).subtract({ days: 1 });
  const time = dayBefore.dayOfWeek === saturday ? policy.cutOffTimeSaturday : policy.cutOffTime;
  const moment = dayBefore.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) });
  return new Date(moment.epochMilliseconds);
}

/**
 * The fee of cancelling one ticket now, or undefined when it is too late. Nothing while a postponement
 * gives everything back. Free within the policy's days
 * after booking unless the performance is near; else the first tier that is reached: a fixed fee capped
 * at a share of the price, or a share of the price. The booking fee comes back on the booking day only.
 */
export function feeOfTicket(
  question: FeeQuestion,
  ticket: { readonly priceMinor: number; readonly bookingFeeMinor: number },
): TicketFee | undefined {
  const { fullRefundUntil } = question;
  if (fullRefundUntil !== undefined && question.now <= new Date(fullRefundUntil)) {
    return settle(ticket.priceMinor, 0, 'postponed');
  }
  if (question.now > cutOffOf(question)) return undefined;
  const today = localDate(question.now, question.timeZone);
  const daysBefore = today.until(localDate(question.performanceStartsAt, question.timeZone)).days;
  const daysSinceBooking = localDate(question.bookedAt, question.timeZone).until(today).days;
  const keptBookingFee = daysSinceBooking === 0 ? 0 : ticket.bookingFeeMinor;
  const { policy } = question;
  const isFree =
    daysSinceBooking <= policy.freeDaysAfterBooking && daysBefore > policy.freeNotWithinDaysBefore;
  if (isFree) return settle(ticket.priceMinor, keptBookingFee, 'free');
  const tier = [...policy.tiers]
    .sort((a, b) => b.daysBeforeMin - a.daysBeforeMin)
    .find((candidate) => daysBefore >= candidate.daysBeforeMin);
  if (tier === undefined) return undefined;
  const share = (percent: number) => Math.floor((ticket.priceMinor * percent) / 100);
  const fee =
    tier.flatMinor === undefined
      ? share(tier.percent ?? 0)
      : Math.min(tier.flatMinor, share(tier.percentMax ?? 100));
  return settle(ticket.priceMinor, fee + keptBookingFee, 'tier');
}

function settle(priceMinor: number, keptMinor: number, rule: TicketFee['rule']): TicketFee {
  const feeMinor = Math.min(keptMinor, priceMinor);
  return { feeMinor, refundMinor: priceMinor - feeMinor, rule };
}

/** When the organizer cancels, nothing is kept. */
export const feeWhenOrganizerCancels = (ticket: { readonly priceMinor: number }): TicketFee =>
  settle(ticket.priceMinor, 0, 'organizer_cancelled');

function localDate(at: string | Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(new Date(at).getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
}
