import type { Fanout } from './port.ts';

type Listener = (message: string) => void;

/** Calls a listener so that its failure reaches neither the publisher nor the other listeners. */
export function deliver(listener: Listener, message: string): void {
  try {
    listener(message);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.emitWarning(text, 'FanoutListenerFailed');
  }
}

export function createInProcessFanout(): Fanout {
  /** Each subscription is an object of its own: one function may listen twice. */
  const listenersByChannel = new Map<string, Set<{ onMessage: Listener }>>();

  return {
    async publish(channel, message) {
      for (const { onMessage } of listenersByChannel.get(channel) ?? [])
        deliver(onMessage, message);
    },
    async subscribe(channel, onMessage) {
      const subscription = { onMessage };
      const listeners = listenersByChannel.get(channel) ?? new Set();
      listenersByChannel.set(channel, listeners.add(subscription));
      return async () => {
        listeners.delete(subscription);
        if (listeners.size === 0 && listenersByChannel.get(channel) === listeners) {
          listenersByChannel.delete(channel);
        }
      };
    },
  };
}
