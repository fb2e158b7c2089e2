import type { Redis } from 'ioredis';
import { deliver } from './in-process-fanout.ts';
import type { Fanout } from './port.ts';

/** `subscriber` is a connection of its own: one that listens may send no other commands. */
export function createRedisFanout(redis: Redis, subscriber: Redis): Fanout {
  type Listener = { onMessage: (message: string) => void };
  const listenersByChannel = new Map<string, Set<Listener>>();

  const channelOf = (channel: string): string => `ticketing:channel:${channel}`;

  subscriber.on('message', (channel: string, message: string) => {
    for (const { onMessage } of listenersByChannel.get(channel) ?? []) deliver(onMessage, message);
  });

  return {
    async publish(channel, message) {
      await redis.publish(channelOf(channel), message);
    },
    async subscribe(channel, onMessage) {
      const name = channelOf(channel);
      const listener: Listener = { onMessage };
      const listeners = listenersByChannel.get(name) ?? new Set();
      listenersByChannel.set(name, listeners.add(listener));
      // Asked for each listener, because each must know that Redis has heard of the channel.
      await subscriber.subscribe(name);
      return async () => {
        listeners.delete(listener);
        if (listeners.size > 0 || listenersByChannel.get(name) !== listeners) return;
        listenersByChannel.delete(name);
        await subscriber.unsubscribe(name);
      };
    },
  };
}
