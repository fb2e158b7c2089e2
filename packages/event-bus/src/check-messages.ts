import { messageBytesMax } from './limits.ts';
import type { BusMessage } from './port.ts';

/** A message, topic or group that the bus refuses; nothing of the call was published. */
export class BusRefusal extends Error {
  override readonly name = 'BusRefusal';
}

/** What Kafka accepts as a topic's name, so that both topologies accept the same. */
const topicPattern = /^[a-zA-Z0-9._-]{1,249}$/;

export function checkTopic(topic: string): void {
  if (!topicPattern.test(topic) || topic === '.' || topic === '..') {
    throw new BusRefusal(`'${topic}' is not a topic name: use 1 to 249 of a-z A-Z 0-9 . _ -`);
  }
}

export function checkGroup(group: string): void {
  if (!topicPattern.test(group)) {
    throw new BusRefusal(`'${group}' is not a group name: use 1 to 249 of a-z A-Z 0-9 . _ -`);
  }
}

/**
 * Returns the JSON text of a message's data.
 * Throws BusRefusal for what one of the engines could not carry: an empty or NUL-carrying field, data
 * that is not JSON, more than `messageBytesMax` bytes.
 */
export function encodeMessageData(message: BusMessage): string {
  for (const field of ['id', 'key', 'type', 'time'] as const) {
    const value: unknown = message[field];
    if (typeof value !== 'string' || value === '' || value.includes('\0')) {
      throw new BusRefusal(`a message needs a ${field}: a text that is not empty, without NUL`);
    }
  }
  if (message.requestId?.includes('\0')) {
    throw new BusRefusal(`message ${message.id}: requestId contains NUL`);
  }
  const data = JSON.stringify(message.data) as string | undefined;
  if (data === undefined) throw new BusRefusal(`message ${message.id}: data is not JSON`);
  if (Buffer.byteLength(data) > messageBytesMax) {
    throw new BusRefusal(`message ${message.id}: data is larger than ${messageBytesMax} bytes`);
  }
  return data;
}
