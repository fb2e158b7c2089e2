import { performanceChanged } from '@ticketing/contracts';
import type { BusMessage, EventBus, Subscription } from '@ticketing/event-bus';
import type { Logger } from '@ticketing/service-kit';
import { fitsSchema } from '@ticketing/service-kit';
import { type SetTermsDependencies, setTerms } from '../operations/set-terms.ts';

export interface ConsumersDependencies extends SetTermsDependencies {
  readonly eventBus: EventBus;
  readonly log: Logger;
}

const group = 'inventory-service';

/** Follows the catalogue. A message that is not what its type promises is logged and passed over. */
export function startConsumers(dependencies: ConsumersDependencies): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic: performanceChanged.topic,
    group,
    onMessage: (message) => takeCatalogueMessage(dependencies, message),
  });
}

async function takeCatalogueMessage(
  dependencies: ConsumersDependencies,
  { id, type, data }: BusMessage,
): Promise<void> {
  if (type !== performanceChanged.type) return;
  if (!fitsSchema(performanceChanged.data, data)) {
    dependencies.log.error({ messageId: id, type }, 'A message does not keep to its contract');
    return;
  }
  await setTerms(dependencies, data.terms);
}
