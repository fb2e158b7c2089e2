import { eventChanged, eventRemoved, topics } from '@ticketing/contracts';
import type { BusMessage, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import { attemptsThroughOutage, dataOf } from '@ticketing/service-kit';
import type { SearchDependencies } from '../dependencies.ts';

interface Dependencies extends Pick<SearchDependencies, 'index' | 'eventBus'> {
  readonly countFailedWrite: () => void;
}

/** Keeps the index current. Of one group, so that instances that share an index share the work. */
export function subscribeToCatalogue(
  dependencies: Dependencies,
  onSetAside: SubscribeOptions['onSetAside'],
): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic: topics.catalogue,
    group: 'search-service',
    // The index is current again by itself after an outage of OpenSearch.
    attemptsMax: attemptsThroughOutage,
    onSetAside,
    onMessage: (message) => applyMessage(dependencies, message),
  });
}

async function applyMessage(
  { index, countFailedWrite }: Dependencies,
  message: BusMessage,
): Promise<void> {
  const write = writeOf(index, message);
  if (write === undefined) return;
  try {
    await write();
  } catch (error) {
    countFailedWrite();
    throw error;
  }
}

/** What the message asks of the index; undefined for what search does not care about. */
function writeOf(index: SearchDependencies['index'], message: BusMessage) {
  if (message.type === eventChanged.type) {
    const { event } = dataOf(eventChanged, message);
    return () => index.put(event);
  }
  if (message.type === eventRemoved.type) {
    const { eventId, revision } = dataOf(eventRemoved, message);
    return () => index.remove(eventId, revision);
  }
  return undefined;
}
