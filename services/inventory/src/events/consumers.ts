import { performanceChanged } from '@ticketing/contracts';
import type { BusMessage, EventBus, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import { attemptsThroughOutage, dataOf } from '@ticketing/service-kit';
import { type SetTermsDependencies, setTerms } from '../operations/set-terms.ts';

export interface ConsumersDependencies extends SetTermsDependencies {
  readonly eventBus: EventBus;
  readonly onSetAside: SubscribeOptions['onSetAside'];
}

const group = 'inventory-service';

/** Follows the catalogue. A message that is not what its type promises is set aside. */
export function startConsumers(dependencies: ConsumersDependencies): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic: performanceChanged.topic,
    group,
    // Seats are sold by these terms, so they are not given up in an outage of the database.
    attemptsMax: attemptsThroughOutage,
    onSetAside: dependencies.onSetAside,
    onMessage: (message) => takeCatalogueMessage(dependencies, message),
  });
}

async function takeCatalogueMessage(
  dependencies: ConsumersDependencies,
  message: BusMessage,
): Promise<void> {
  if (message.type !== performanceChanged.type) return;
  await setTerms(dependencies, dataOf(performanceChanged, message).terms);
}
