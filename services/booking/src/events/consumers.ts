import { performanceChanged, topics } from '@ticketing/contracts';
import type { BusMessage, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import { attemptsThroughOutage, dataOf } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { startBulkChange } from '../operations/bulk-changes.ts';

/** Follows changed sale terms; a cancelled or moved performance starts a change of all its bookings. */
export function subscribeToCatalogue(
  dependencies: BookingDependencies,
  onSetAside: SubscribeOptions['onSetAside'],
): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic: topics.catalogue,
    group: 'booking-service',
    // A cancelled performance owes everybody their money: it waits out any outage.
    attemptsMax: attemptsThroughOutage,
    onSetAside,
    onMessage: (message) => applyMessage(dependencies, message),
  });
}

async function applyMessage(dependencies: BookingDependencies, message: BusMessage): Promise<void> {
  if (message.type !== performanceChanged.type) return;
  const { terms, reason } = dataOf(performanceChanged, message);
  dependencies.catalogue.learn(terms);
  await startBulkChange(dependencies, terms, reason);
}
