import { eventChanged, eventRemoved, topics } from '@ticketing/contracts';
import type { BusMessage, Subscription } from '@ticketing/event-bus';
import { fitsSchema } from '@ticketing/service-kit';
import type { SearchDependencies } from '../dependencies.ts';

type Dependencies = Pick<SearchDependencies, 'index' | 'eventBus' | 'logger'>;

/** Keeps the index current. Of one group, so that instances that share an index share the work. */
export function subscribeToCatalogue(dependencies: Dependencies): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic: topics.catalogue,
    group: 'search-service',
    onMessage: (message) => applyMessage(dependencies, message),
  });
}

async function applyMessage({ index, logger }: Dependencies, message: BusMessage): Promise<void> {
  if (message.type === eventChanged.type && fitsSchema(eventChanged.data, message.data)) {
    await index.put(message.data.event);
  } else if (message.type === eventRemoved.type && fitsSchema(eventRemoved.data, message.data)) {
    await index.remove(message.data.eventId, message.data.revision);
  } else if (message.type === eventChanged.type || message.type === eventRemoved.type) {
    // Trying again cannot mend it, and it must not hold up what comes after.
    logger.error(
      { messageId: message.id, type: message.type },
      'message does not fit its contract',
    );
  }
}
