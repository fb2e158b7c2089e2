import { availabilityChanged, performanceChanged, topics } from '@ticketing/contracts';
import type { BusMessage, EventBus, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import type { KeyValueStore } from '@ticketing/key-value-store';
import type { Logger } from '@ticketing/service-kit';
import { attemptsThroughOutage, dataOf, fitsSchema } from '@ticketing/service-kit';
import { availabilityKey, type Rooms } from '../operations/rooms.ts';
import type { SaleTermsMemory } from '../operations/sale-terms.ts';

const group = 'api-gateway';
const channel = 'api-gateway:news';
/** A performance that nobody holds or buys for so long is counted by the catalogue alone. */
const availabilityKeptSeconds = 86_400;

interface Dependencies {
  readonly eventBus: EventBus;
  readonly keyValueStore: KeyValueStore;
  readonly terms: SaleTermsMemory;
  readonly rooms: Rooms;
  readonly logger: Logger;
  readonly onSetAside: SubscribeOptions['onSetAside'];
}

/**
 * Follows sale terms and seats left. The group's messages reach one gateway each, which passes them on
 * to all of them.
 */
export async function startConsumers(dependencies: Dependencies): Promise<Subscription[]> {
  const { eventBus, keyValueStore, onSetAside } = dependencies;
  const stopListening = await keyValueStore.fanout.subscribe(channel, (news) =>
    learn(dependencies, JSON.parse(news)),
  );
  const subscriptions = await Promise.all(
    [topics.catalogue, topics.inventory].map((topic) =>
      eventBus.subscribe({
        topic,
        group,
        from: 'latest',
        // Only Redis can fail here, and terms must reach all gateways when it is back.
        attemptsMax: attemptsThroughOutage,
        onSetAside,
        onMessage: (message) => passOn(keyValueStore, message),
      }),
    ),
  );
  return [...subscriptions, { close: stopListening }];
}

async function passOn(keyValueStore: KeyValueStore, message: BusMessage): Promise<void> {
  const { fanout, cache } = keyValueStore;
  if (message.type === performanceChanged.type) {
    await fanout.publish(channel, JSON.stringify(dataOf(performanceChanged, message)));
  } else if (message.type === availabilityChanged.type) {
    const count = dataOf(availabilityChanged, message);
    const text = JSON.stringify(count);
    await cache.set(availabilityKey(count.performanceId), text, availabilityKeptSeconds);
    await fanout.publish(channel, text);
  }
}

function learn({ terms, rooms, logger }: Dependencies, news: unknown): void {
  if (fitsSchema(performanceChanged.data, news)) terms.learn(news.terms);
  else if (fitsSchema(availabilityChanged.data, news)) rooms.learnAvailability(news);
  else logger.error('news does not fit its contract');
}
