import { availabilityChanged, bookingConfirmed } from '@ticketing/contracts';
import type { BusMessage, EventBus, Subscription } from '@ticketing/event-bus';
import type { Logger } from '@ticketing/service-kit';
import { fitsSchema } from '@ticketing/service-kit';
import type { TSchema } from 'typebox';
import type { CatalogueDependencies } from '../operations/dependencies.ts';
import { recordAvailability } from '../operations/record-availability.ts';
import { recordConfirmedBooking } from '../operations/record-confirmed-booking.ts';

const GROUP = 'events-service';

/** An event of the bus and the operation that it calls for. */
interface Consumer {
  readonly topic: string;
  readonly type: string;
  readonly schema: TSchema;
  readonly handle: (data: never) => Promise<void>;
}

const consumersOf = (dependencies: CatalogueDependencies): Consumer[] => [
  {
    ...availabilityChanged,
    schema: availabilityChanged.data,
    handle: (data) => recordAvailability(dependencies, data),
  },
  {
    ...bookingConfirmed,
    schema: bookingConfirmed.data,
    handle: (data) => recordConfirmedBooking(dependencies, data),
  },
];

/** Takes part in what other services tell. What fails is tried again until it works. */
export async function startConsumers(
  dependencies: CatalogueDependencies & { eventBus: EventBus; logger: Logger },
): Promise<Subscription[]> {
  const byTopic = Map.groupBy(consumersOf(dependencies), ({ topic }) => topic);
  return Promise.all(
    [...byTopic].map(([topic, consumers]) =>
      dependencies.eventBus.subscribe({
        topic,
        group: GROUP,
        onMessage: (message) => handleMessage(consumers, message, dependencies.logger),
      }),
    ),
  );
}

async function handleMessage(
  consumers: readonly Consumer[],
  message: BusMessage,
  logger: Logger,
): Promise<void> {
  const consumer = consumers.find(({ type }) => type === message.type);
  if (consumer === undefined) return;
  if (!fitsSchema(consumer.schema, message.data)) {
    // It would be as malformed the next time; what it tells can be missed, a blocked topic cannot.
    logger.error({ messageId: message.id, type: message.type }, 'message is not as promised');
    return;
  }
  // The schema has just proved that the data is what this consumer takes.
  await consumer.handle(message.data as never);
}
