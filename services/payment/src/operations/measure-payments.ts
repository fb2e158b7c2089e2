import { readAtScrape } from '@ticketing/service-kit';
import { Gauge, type Registry } from 'prom-client';
import type { PaymentDependencies } from '../dependencies.ts';

/** Adds the money that is under way: what nobody looks at for too long is a fault. */
export function measurePayments(
  registry: Registry,
  { store, clock }: Pick<PaymentDependencies, 'store' | 'clock'>,
): void {
  const read = readAtScrape(() => store.readUnfinishedWork(clock.now()));
  const gauges = [
    [
      'payment_overdue_seconds',
      'How long the look at Stripe is overdue that is overdue longest; 0 when none is',
      'overdueSeconds',
    ],
    [
      'payment_authorised_oldest_seconds',
      'Age of the oldest payment that is authorised and neither captured nor voided; 0 when none is',
      'authorisedOldestSeconds',
    ],
    ['payment_refunds_pending', 'Refunds that are not made yet', 'refundsPending'],
    [
      'payment_refund_oldest_seconds',
      'How long the oldest refund has not been made; 0 when none waits',
      'refundOldestSeconds',
    ],
    [
      'payment_refunds_refused',
      'Refunds that the provider refused and that are not made yet: somebody must look',
      'refundsRefused',
    ],
  ] as const;
  for (const [name, help, key] of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const work = await read();
        if (work === undefined) this.remove();
        else this.set(work[key]);
      },
    });
  }
}
