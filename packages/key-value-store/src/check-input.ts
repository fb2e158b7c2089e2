import { arrivalWindowSecondsMax, roomStateBytesMax } from './limits.ts';

/** Returns whole milliseconds; throws RangeError unless the time to live is positive. */
export function toTtlMs(ttlSeconds: number): number {
  const ttlMs = Math.round(ttlSeconds * 1000);
  if (!(ttlMs >= 1) || !Number.isSafeInteger(ttlMs)) {
    throw new RangeError(`no time to live: ${ttlSeconds} s`);
  }
  return ttlMs;
}

export function checkPosition(position: number): void {
  if (!Number.isSafeInteger(position) || position < 0) {
    throw new RangeError(`no position in a waiting room: ${position}`);
  }
}

export function checkArrivalWindow(windowSeconds: number): void {
  if (!(windowSeconds > 0) || windowSeconds > arrivalWindowSecondsMax) {
    throw new RangeError(`no window of 0 to ${arrivalWindowSecondsMax} s: ${windowSeconds}`);
  }
}

export function checkRoomState(state: string): void {
  if (Buffer.byteLength(state) > roomStateBytesMax) {
    throw new RangeError(`a room's state may have ${roomStateBytesMax} bytes`);
  }
}
