import { createMetrics } from '@ticketing/service-kit';
import { Counter, type Registry } from 'prom-client';

const outcomes = ['created', 'confirmed', 'expired', 'cancelled'] as const;

/** What the house wants to know of its sales. */
export interface BookingMetrics {
  /** By outcome: created, confirmed, expired, cancelled. */
  readonly bookings: Counter<'outcome'>;
  /** By result: admitted or the refusal's code. */
  readonly scans: Counter<'result'>;
  readonly registry: Registry;
}

export function createBookingMetrics(registry = createMetrics('booking')): BookingMetrics {
  const bookings = new Counter({
    name: 'booking_bookings_total',
    help: 'Bookings by what became of them',
    labelNames: ['outcome'],
    registers: [registry],
  });
  // A series that is there from the start has a rate at its first step.
  for (const outcome of outcomes) bookings.inc({ outcome }, 0);
  return {
    bookings,
    scans: new Counter({
      name: 'booking_scans_total',
      help: 'Tickets scanned at the gate by result',
      labelNames: ['result'],
      registers: [registry],
    }),
    registry,
  };
}
