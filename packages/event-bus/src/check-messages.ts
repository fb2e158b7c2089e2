import { deadLetterType } from './dead-letters.ts';
import { deadLetterBytes, envelopeBytes, fieldCharactersMax, messageBytesMax } from './limits.ts';
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

/** A message that was checked, with its data as JSON text. */
export interface CheckedMessage {
  readonly message: BusMessage;
  readonly data: string;
  /** About what the message takes on the way, all fields included. */
  readonly bytes: number;
}

/** In place of an optional text that is not there. */
const noText = '-';

/**
 * Throws BusRefusal for what one of the engines could not carry: a field that is empty, too long or
 * holds NUL, data that is not JSON or larger than `messageBytesMax`.
 */
export function checkMessage(message: BusMessage): CheckedMessage {
  const { id, key, type, time, requestId = noText, traceparent = noText } = message;
  const texts = { id, key, type, time, requestId, traceparent };
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || value === '' || value.includes('\0')) {
      throw new BusRefusal(`a message needs a ${name}: a text that is not empty, without NUL`);
    }
    if (value.length > fieldCharactersMax) {
      throw new BusRefusal(`a message's ${name} may have ${fieldCharactersMax} characters`);
    }
  }
  const data = JSON.stringify(message.data) as string | undefined;
  if (data === undefined) throw new BusRefusal(`message ${id}: data is not JSON`);
  const dataBytes = Buffer.byteLength(data);
  const bytesMax = messageBytesMax + (type === deadLetterType ? deadLetterBytes : 0);
  if (dataBytes > bytesMax) {
    throw new BusRefusal(`message ${id}: data is larger than ${bytesMax} bytes`);
  }
  const fields = `${id}${key}${key}${type}${time}${requestId}${traceparent}`;
  return { message, data, bytes: dataBytes + Buffer.byteLength(fields) + envelopeBytes };
}
