import {
  resultNames,
  type WireBlocksReply,
  type WireCommand,
  type WireHoldReply,
  type WireOutcome,
  type WireResultReply,
} from '@ticketing/inventory-client/wire';
import type { Command, Reply } from '../domain/commands.ts';

/** A command of the wire, and which performance it is for; undefined when it is none that we know. */
export function toCommand(
  message: Omit<WireCommand, 'id'>,
): { performanceId: string; command: Command } | undefined {
  const { holdSeats, holdBestAvailable, releaseHold, confirmHold, returnSeats } = message;
  const { extendHold, changeBlocks } = message;
  if (holdSeats) {
    return {
      performanceId: holdSeats.performanceId,
      command: {
        kind: 'hold_seats',
        holdId: holdSeats.holdId,
        customerId: holdSeats.customerId,
        seatNos: holdSeats.seatNos,
        holdSeconds: holdSeats.holdSeconds,
        accessible: holdSeats.accessible ?? false,
      },
    };
  }
  if (confirmHold) {
    return {
      performanceId: confirmHold.performanceId,
      command: {
        kind: 'confirm_hold',
        holdId: confirmHold.holdId,
        customerId: confirmHold.customerId,
        fence: confirmHold.fence,
        bookingId: confirmHold.bookingId,
      },
    };
  }
  if (holdBestAvailable) {
    const { performanceId, ...rest } = holdBestAvailable;
    return { performanceId, command: { kind: 'hold_best_available', ...rest } };
  }
  if (releaseHold) {
    const { performanceId, ...rest } = releaseHold;
    return { performanceId, command: { kind: 'release_hold', ...rest } };
  }
  if (returnSeats) {
    const { performanceId, ...rest } = returnSeats;
    return { performanceId, command: { kind: 'return_seats', ...rest } };
  }
  if (extendHold) {
    const { performanceId, ...rest } = extendHold;
    return { performanceId, command: { kind: 'extend_hold', ...rest } };
  }
  if (changeBlocks) {
    const { performanceId, ...rest } = changeBlocks;
    return { performanceId, command: { kind: 'change_blocks', ...rest } };
  }
  return undefined;
}

const resultNumbers = new Map(resultNames.map((name, number) => [name, number]));
const resultNumber = (reply: Reply) => resultNumbers.get(reply.result) ?? 0;
const noSeats: readonly number[] = [];

export function toHoldReply(reply: Reply): WireHoldReply {
  const { hold } = reply;
  return {
    result: resultNumber(reply),
    seatNos: hold?.seatNos ?? noSeats,
    fence: hold?.fence ?? 0,
    expiresAtMs: hold?.expiresAtMs ?? 0,
    conflicts: reply.conflicts ?? noSeats,
    limit: reply.limit ?? 0,
  };
}

export function toResultReply(reply: Reply): WireResultReply {
  return { result: resultNumber(reply) };
}

export function toBlocksReply(reply: Reply): WireBlocksReply {
  return { result: resultNumber(reply), conflicts: reply.conflicts ?? noSeats };
}

/** The outcome in the form that belongs to its command. */
export function toOutcome(id: number, kind: Command['kind'], reply: Reply): WireOutcome {
  switch (kind) {
    case 'hold_seats':
    case 'hold_best_available':
      return { id, hold: toHoldReply(reply) };
    case 'release_hold':
      return { id, release: toResultReply(reply) };
    case 'confirm_hold':
      return { id, confirm: toResultReply(reply) };
    case 'extend_hold':
      return { id, extend: toHoldReply(reply) };
    case 'change_blocks':
      return { id, blocks: toBlocksReply(reply) };
    default:
      return { id, return: toResultReply(reply) };
  }
}
