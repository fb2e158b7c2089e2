import { performanceChanged, topics } from '@ticketing/contracts';
import type { BusMessage, Subscription } from '@ticketing/event-bus';
import { fitsSchema } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { cancelPerformance } from '../operations/cancel-performance.ts';

/** Follows changed sale terms; a cancelled performance refunds everybody. */
export function subscribeToCatalogue(dependencies: BookingDependencies): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic: topics.catalogue,
    group: 'booking-service',
    onMessage: (message) => applyMessage(dependencies, message),
  });
}

async function applyMessage(dependencies: BookingDependencies, message: BusMessage): Promise<void> {
  if (message.type !== performanceChanged.type) return;
  if (!fitsSchema(performanceChanged.data, message.data)) {
    // Trying again cannot mend it, and it must not hold up what comes after.
    dependencies.logger.error({ messageId: message.id }, 'message does not fit its contract');
    return;
  }
  const { terms } = message.data;
  dependencies.catalogue.learn(terms);
  if (terms.status === 'cancelled') await cancelPerformance(dependencies, terms.performanceId);
}
