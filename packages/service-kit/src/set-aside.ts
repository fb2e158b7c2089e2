import type { DeadLetter } from '@ticketing/event-bus';
import { UnfitMessage } from '@ticketing/event-bus/dead-letters';
import { Counter, type Registry } from 'prom-client';
import type { Static, TSchema } from 'typebox';
import { fitsSchema } from './fits-schema.ts';

export { UnfitMessage } from '@ticketing/event-bus/dead-letters';

/** A message's data as its contract says it is. Throws UnfitMessage for anything else. */
export function dataOf<const Schema extends TSchema>(
  event: { readonly data: Schema },
  message: { readonly data: unknown },
): Static<Schema> {
  if (fitsSchema(event.data, message.data)) return message.data;
  throw new UnfitMessage('it does not fit its contract');
}

/**
 * Attempts of a consumer that must outlast an outage of its own engines: some eight hours, as pauses grow
 * to half a minute. Then the fault is the message's or the code's, and what comes behind it has waited
 * long enough.
 */
export const attemptsThroughOutage = 1_000;

/** For `onSetAside`: counts what a service's consumers gave up. */
export function countSetAside(registry: Registry): (letter: DeadLetter) => void {
  const setAside = new Counter({
    name: 'event_bus_messages_set_aside_total',
    help: 'Messages that could not be handled and lie in the dead-letter topic of their group',
    labelNames: ['topic', 'group', 'type'],
    registers: [registry],
  });
  return ({ topic, group, message }) => setAside.inc({ topic, group, type: message.type });
}
