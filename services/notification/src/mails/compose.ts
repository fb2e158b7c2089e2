import type {
  Booking,
  bookingCancelled,
  bookingRescheduled,
  DataOf,
  depositRequested,
  Locale,
  paymentRefunded,
} from '@ticketing/contracts';
import { formatMoney, formatTime } from './formats.ts';
import type { Content } from './layout.ts';
import { texts } from './texts.ts';

type Seat = Booking['seats'][number];

/** `1층 A구역 3열 12번 (R석)`. */
export function seatText(seat: Seat, locale: Locale): string {
  const { labels } = texts[locale];
  const floor = seat.floor?.[locale] ?? '';
  const section = seat.section[locale];
  const level = seat.level.name[locale];
  const place =
    seat.row === undefined
      ? `${labels.entry} ${seat.number}`
      : locale === 'ko'
        ? `${seat.row}${labels.row} ${seat.number}${labels.number}`
        : `${labels.row} ${seat.row}, ${labels.number} ${seat.number}`;
  return `${[floor, section, place].filter((part) => part !== '').join(' ')} (${level})`;
}

function bookingRows(booking: Booking, locale: Locale, seats: readonly Seat[]) {
  const { labels } = texts[locale];
  const { event, performance } = booking;
  return [
    [labels.event, event.title[locale]],
    [labels.when, formatTime(performance.startsAt, performance.timeZone, locale)],
    [labels.where, performance.venueName[locale]],
    [labels.seats, seats.map((seat) => seatText(seat, locale)).join(', ')],
  ] as [string, string][];
}

interface Reader {
  readonly name: string;
  readonly locale: Locale;
  /** The site, without a slash at the end. */
  readonly frontendUrl: string;
}

type Composed = Content & { readonly subject: string };

export function composeConfirmed(
  booking: Booking,
  { name, locale, frontendUrl }: Reader,
): Composed {
  const { confirmed, labels } = texts[locale];
  return {
    subject: confirmed.subject(booking.event.title[locale]),
    title: booking.event.title[locale],
    lead: confirmed.lead,
    locale,
    name,
    rows: [
      ...bookingRows(booking, locale, booking.seats),
      [labels.total, formatMoney(booking.totalMinor, booking.currency, locale)],
      [labels.booking, booking.id],
    ],
    button: { label: confirmed.button, url: `${frontendUrl}/bookings/${booking.id}/tickets` },
  };
}

export function composeCancelled(
  { booking, ticketIds, feeMinor, refundMinor, reason }: DataOf<typeof bookingCancelled>,
  { name, locale, frontendUrl }: Reader,
): Composed {
  const { cancelled, labels } = texts[locale];
  const seats = booking.seats.filter(({ ticketId }) => ticketId && ticketIds.includes(ticketId));
  return {
    subject: cancelled.subject(booking.event.title[locale]),
    title: booking.event.title[locale],
    lead: reason === 'organizer' ? cancelled.byOrganizer : cancelled.lead,
    locale,
    name,
    rows: [
      ...bookingRows(booking, locale, seats),
      [labels.fee, formatMoney(feeMinor, booking.currency, locale)],
      [labels.refund, formatMoney(refundMinor, booking.currency, locale)],
      [labels.booking, booking.id],
    ],
    button: { label: cancelled.button, url: `${frontendUrl}/bookings/${booking.id}` },
  };
}

/** Undefined when the customer gave the seats up: there is nothing to tell. */
export function composeExpired(
  booking: Booking,
  { name, locale, frontendUrl }: Reader,
): Composed | undefined {
  const { expiredReason: reason } = booking;
  if (reason === undefined || reason === 'released') return undefined;
  const { expired } = texts[locale];
  return {
    subject: expired.subject(booking.event.title[locale]),
    title: booking.event.title[locale],
    lead: expired.lead[reason],
    locale,
    name,
    rows: bookingRows(booking, locale, booking.seats),
    ...(reason !== 'performance_cancelled' && {
      button: { label: expired.button, url: `${frontendUrl}/events/${booking.event.id}` },
    }),
  };
}

export function composeRefunded(
  { refundMinor, currency, bookingId }: DataOf<typeof paymentRefunded>,
  { name, locale, frontendUrl }: Reader,
): Composed {
  const { refunded, cancelled, labels } = texts[locale];
  const amount = formatMoney(refundMinor, currency, locale);
  return {
    subject: refunded.subject,
    title: refunded.subject.replace(/^\[.*?\] /, ''),
    lead: refunded.lead(amount),
    locale,
    name,
    rows: [
      [labels.refund, amount],
      [labels.booking, bookingId],
    ],
    button: { label: cancelled.button, url: `${frontendUrl}/bookings/${bookingId}` },
    note: refunded.note,
  };
}

/** The new date, the old one, and until when cancelling costs nothing. */
export function composeRescheduled(
  { booking, startsAtBefore, dateOpen, reason }: DataOf<typeof bookingRescheduled>,
  { name, locale, frontendUrl }: Reader,
): Composed {
  const { rescheduled, labels } = texts[locale];
  const { timeZone } = booking.performance;
  const seats = booking.seats.filter(({ ticketState }) => ticketState !== 'cancelled');
  const { fullRefundUntil } = booking;
  const rows = bookingRows(booking, locale, seats).map(([label, value]): [string, string] => [
    label,
    dateOpen && label === labels.when ? labels.newDate : value,
  ]);
  return {
    subject: rescheduled.subject(booking.event.title[locale]),
    title: booking.event.title[locale],
    lead: dateOpen ? rescheduled.dateOpen : rescheduled.lead,
    locale,
    name,
    rows: [
      ...rows,
      [labels.before, formatTime(startsAtBefore, timeZone, locale)],
      ...(reason === undefined ? [] : [[labels.reason, reason[locale]] as const]),
      [labels.booking, booking.id],
    ],
    button: { label: rescheduled.button, url: `${frontendUrl}/bookings/${booking.id}` },
    ...(fullRefundUntil !== undefined && {
      note: rescheduled.fullRefund(formatTime(fullRefundUntil, timeZone, locale)),
    }),
  };
}

/** The bank's clock: accounts are Korean ones. */
const bankTimeZone = 'Asia/Seoul';

export function composeDeposit(
  { amountMinor, currency, bookingId, description, deposit }: DataOf<typeof depositRequested>,
  { name, locale, frontendUrl }: Reader,
): Composed {
  const { deposit: words, labels } = texts[locale];
  const amount = formatMoney(amountMinor, currency, locale);
  const due = formatTime(deposit.dueAt, bankTimeZone, locale);
  return {
    subject: words.subject(amount),
    title: words.subject(amount).replace(/^\[.*?\] /, ''),
    lead: words.lead(due),
    locale,
    name,
    rows: [
      [labels.event, description],
      [labels.amount, amount],
      [labels.bank, deposit.bankName[locale]],
      [labels.account, deposit.accountNumber],
      [labels.holder, deposit.accountHolder],
      [labels.due, due],
      [labels.booking, bookingId],
    ],
    button: { label: words.button, url: `${frontendUrl}/bookings/${bookingId}` },
    note: words.note,
  };
}

export function composeLink(
  kind: 'password_reset' | 'email_verification',
  { name, locale, url }: { name: string; locale: Locale; url: string },
): Composed {
  const words = kind === 'password_reset' ? texts[locale].reset : texts[locale].verify;
  return {
    subject: words.subject,
    title: words.subject,
    lead: words.lead,
    locale,
    name,
    button: { label: words.button, url },
    note: words.note,
  };
}
