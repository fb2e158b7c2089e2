import {
  type BusEvent,
  bookingCancelled,
  bookingConfirmed,
  bookingCreated,
  bookingExpired,
  bookingRescheduled,
  type DataOf,
} from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import { withTraceContext } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import {
  type BookingRecord,
  type CancellationRecord,
  toBooking,
} from '../domain/booking-record.ts';

type Dependencies = Pick<BookingDependencies, 'newId' | 'clock'>;

function message<Event extends BusEvent>(
  { newId, clock }: Dependencies,
  event: Event,
  { key, data }: { key: string; data: DataOf<Event> },
): BusMessage {
  return withTraceContext<BusMessage>({
    id: newId('message'),
    key,
    type: event.type,
    time: clock.now().toISOString(),
    data,
  });
}

const aboutBooking =
  (event: typeof bookingCreated | typeof bookingConfirmed | typeof bookingExpired) =>
  (dependencies: Dependencies, record: BookingRecord): BusMessage =>
    message(dependencies, event, { key: record.id, data: { booking: toBooking(record) } });

export const tellCreated = aboutBooking(bookingCreated);
export const tellConfirmed = aboutBooking(bookingConfirmed);
export const tellExpired = aboutBooking(bookingExpired);

export const tellCancelled = (
  dependencies: Dependencies,
  record: BookingRecord,
  cancellation: Omit<CancellationRecord, 'seatsReturned'>,
): BusMessage =>
  message(dependencies, bookingCancelled, {
    key: record.id,
    data: {
      booking: toBooking(record),
      cancellationId: cancellation.id,
      ticketIds: [...cancellation.ticketIds],
      feeMinor: cancellation.feeMinor,
      refundMinor: cancellation.refundMinor,
      reason: cancellation.reason,
    },
  });

export const tellRescheduled = (
  dependencies: Dependencies,
  record: BookingRecord,
  {
    startsAtBefore,
    dateOpen,
    reason,
  }: { startsAtBefore: string; dateOpen: boolean; reason: { ko: string; en: string } | undefined },
): BusMessage =>
  message(dependencies, bookingRescheduled, {
    key: record.id,
    data: {
      booking: toBooking(record),
      startsAtBefore,
      dateOpen,
      ...(reason !== undefined && { reason }),
    },
  });
