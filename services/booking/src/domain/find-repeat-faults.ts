import type { AuditedBooking, SaleFault } from './sale-fault.ts';

/** I7: what was asked for twice under one key happened once, bookings and cancellations alike. */
export function findRepeatFaults(bookings: readonly AuditedBooking[]): SaleFault[] {
  const faults: SaleFault[] = [];
  const byKey = new Map<string, string[]>();
  for (const { id, customerId, idempotencyKey, cancellations } of bookings) {
    const name = JSON.stringify([customerId, idempotencyKey]);
    byKey.set(name, [...(byKey.get(name) ?? []), id]);
    const keys = cancellations.map((cancellation) => cancellation.idempotencyKey);
    if (new Set(keys).size < keys.length) {
      faults.push({ invariant: 'I7', subject: id, detail: 'was cancelled twice under one key' });
    }
  }
  for (const ids of byKey.values()) {
    if (ids.length === 1) continue;
    const detail = `one key of its customer made ${ids.join(', ')}`;
    faults.push(...ids.map((subject) => ({ invariant: 'I7' as const, subject, detail })));
  }
  return faults;
}
