import { Counter, Registry } from 'prom-client';

/** What the house wants to know of its sales. */
export interface BookingMetrics {
  /** By outcome: created, confirmed, expired, cancelled. */
  readonly bookings: Counter<'outcome'>;
  /** By result: admitted or the refusal's code. */
  readonly scans: Counter<'result'>;
  readonly registry: Registry;
}

export function createBookingMetrics(registry = new Registry()): BookingMetrics {
  return {
    bookings: new Counter({
      name: 'booking_bookings_total',
      help: 'Bookings by what became of them',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    scans: new Counter({
      name: 'booking_scans_total',
      help: 'Tickets scanned at the gate by result',
      labelNames: ['result'],
      registers: [registry],
    }),
    registry,
  };
}
