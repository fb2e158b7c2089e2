import type { DeadLetter } from '@ticketing/event-bus';
import { Counter, type Registry } from 'prom-client';

export { UnfitMessage } from '@ticketing/event-bus/dead-letters';

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
