import { availabilityChanged, bookingConfirmed } from '@ticketing/contracts';
import type { BusMessage, EventBus, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import { attemptsThroughOutage, dataOf } from '@ticketing/service-kit';
import type { TSchema } from 'typebox';
import type { CatalogueDependencies } from '../operations/dependencies.ts';
import { recordAvailability } from '../operations/record-availability.ts';
import { recordConfirmedBooking } from '../operations/record-confirmed-booking.ts';
import { confirmedBookingNotes } from '../storage/popularity.ts';

const GROUP = 'events-service';
/** About three minutes. */
const availabilityAttemptsMax = 14;

/** An event of the bus and the operation that it calls for. */
interface Consumer {
  readonly topic: string;
  readonly type: string;
  readonly schema: TSchema;
  readonly attemptsMax: number;
  readonly handle: (data: never) => Promise<void>;
}

function consumersOf(dependencies: CatalogueDependencies, bookingTopic: string): Consumer[] {
  const { clock, database } = dependencies;
  const note = confirmedBookingNotes(database);
  return [
    {
      ...availabilityChanged,
      schema: availabilityChanged.data,
      // The next count, a second later, says more than this one.
      attemptsMax: availabilityAttemptsMax,
      handle: (data) => recordAvailability(dependencies, data),
    },
    {
      ...bookingConfirmed,
      topic: bookingTopic,
      schema: bookingConfirmed.data,
      // What was sold is never counted again.
      attemptsMax: attemptsThroughOutage,
      handle: (data) => recordConfirmedBooking({ clock, note }, data),
    },
  ];
}

/** Takes part in what other services tell. What fails is tried again until it works. */
export async function startConsumers(
  dependencies: CatalogueDependencies & { eventBus: EventBus },
  { bookingTopic, onSetAside }: { bookingTopic: string } & Pick<SubscribeOptions, 'onSetAside'>,
): Promise<Subscription[]> {
  const byTopic = Map.groupBy(consumersOf(dependencies, bookingTopic), ({ topic }) => topic);
  return Promise.all(
    [...byTopic].map(([topic, consumers]) =>
      dependencies.eventBus.subscribe({
        topic,
        group: GROUP,
        attemptsMax: Math.max(...consumers.map(({ attemptsMax }) => attemptsMax)),
        onSetAside,
        onMessage: (message) => handleMessage(consumers, message),
      }),
    ),
  );
}

async function handleMessage(consumers: readonly Consumer[], message: BusMessage): Promise<void> {
  const consumer = consumers.find(({ type }) => type === message.type);
  if (consumer === undefined) return;
  // The schema proves that the data is what this consumer takes.
  await consumer.handle(dataOf({ data: consumer.schema }, message) as never);
}
