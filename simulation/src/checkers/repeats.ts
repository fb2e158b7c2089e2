import type { Checker } from './checker.ts';

/** I7: whoever asked twice under one key heard the same, and it happened once. */
export const checkRepeats: Checker = ({ told, bookings, bookingWrites, provider, payments }) => {
  const faults: string[] = [];
  const first = new Map<string, string>();
  for (const { customerId, key, what, id, seatNos, refusal } of told) {
    if (refusal !== undefined) {
      const { code, askedAtMs } = refusal;
      const done = bookingWrites.find(
        (write) =>
          write.record.id === id &&
          write.record.cancellations.some((one) => one.idempotencyKey === key),
      );
      // Of two clicks at once the later one may meet another fee, before the first is written.
      const isLate = code !== 'state_conflict' || askedAtMs > (done?.atMs ?? 0);
      if (done && isLate)
        faults.push(`I7 ${what} ${customerId} ${key} is refused as ${code}, and done`);
      continue;
    }
    const name = `${what} ${customerId} ${key}`;
    const answer = `${id} ${seatNos.join()}`;
    const before = first.get(name) ?? answer;
    if (before !== answer) faults.push(`I7 ${name} is ${before} and ${answer}`);
    first.set(name, before);
  }
  const count = (names: readonly string[], what: string): void => {
    for (const name of new Set(names)) {
      const times = names.filter((other) => other === name).length;
      if (times > 1) faults.push(`I7 ${what} ${name} happened ${times} times`);
    }
  };
  const all = bookings.all();
  count(
    all.map(({ customerId, idempotencyKey }) => `${customerId} ${idempotencyKey}`),
    'the booking',
  );
  count(
    all.flatMap(({ id, cancellations }) =>
      cancellations.map(({ idempotencyKey }) => `${id} ${idempotencyKey}`),
    ),
    'the cancellation',
  );
  count(
    [...provider.intents.values()].map(({ paymentId }) => paymentId),
    'the intent of',
  );
  count(
    [...payments.payments.values()].flatMap(({ bookingId, state }) =>
      state === 'voided' ? [] : bookingId,
    ),
    'the payment of',
  );
  return faults;
};
