import { askLeader, watchAtLeader } from './ask-leader.ts';
import { createConnections, waitForConnection } from './connections.ts';
import { type Execute, executeAtLeader } from './execute-at-leader.ts';
import * as limits from './limits.ts';
import type {
  BlocksReply,
  HoldReply,
  InventoryClient,
  InventoryClientOptions,
  InventoryClientTracing,
  PerformanceAudit,
  ResultReply,
  SeatStatusReply,
} from './port.ts';
import {
  resultOf,
  type WireBlocksReply,
  type WireHoldReply,
  type WirePerformanceAudit,
  type WireResultReply,
  type WireSeatStatus,
} from './wire.ts';

const nothing = { seatNos: [], fence: 0, expiresAtMs: 0, conflicts: [], limit: 0 };
const seatNoMax = 0xffff_ffff;

/** Opens nothing yet: it connects with the first command, and again whenever the connection is lost. */
export function createInventoryClient(options: InventoryClientOptions): InventoryClient {
  const { log } = options;
  const connections = createConnections(options);
  const { methods } = connections;
  const execute = withSpans(executeAtLeader(connections), options.tracing);

  return {
    async holdSeats(command) {
      if (!areSeatNos(command.seatNos)) return { ...nothing, result: 'SEATS_INVALID' };
      const holdSeats = { ...command, accessible: command.accessible ?? false };
      const outcome = await execute(command.performanceId, { holdSeats });
      return toHoldReply(outcome?.hold);
    },
    async holdBestAvailable(command) {
      const holdBestAvailable = {
        ...command,
        sectionId: command.sectionId ?? '',
        accessible: command.accessible ?? false,
      };
      return toHoldReply((await execute(command.performanceId, { holdBestAvailable }))?.hold);
    },
    async releaseHold(command) {
      return toResultReply(
        (await execute(command.performanceId, { releaseHold: command }))?.release,
      );
    },
    async confirmHold(command) {
      return toResultReply(
        (await execute(command.performanceId, { confirmHold: command }))?.confirm,
      );
    },
    async returnSeats(command) {
      if (!areSeatNos(command.seatNos)) return { result: 'SEATS_INVALID' };
      return toResultReply(
        (await execute(command.performanceId, { returnSeats: command }))?.return,
      );
    },
    async extendHold(command) {
      const extendHold = { ...command, deferred: command.deferred ?? false };
      return toHoldReply((await execute(command.performanceId, { extendHold }))?.extend);
    },
    async changeBlocks(command) {
      if (!areSeatNos(command.block) || !areSeatNos(command.release)) {
        return { result: 'SEATS_INVALID', conflicts: [] };
      }
      return toBlocksReply(
        (await execute(command.performanceId, { changeBlocks: command }))?.blocks,
      );
    },
    async auditPerformance(performanceId, fromSeatNo) {
      const request = { performanceId, fromSeatNo };
      const method = methods.AuditPerformance;
      return toAudit(await askLeader(connections, { method, request, log }));
    },
    async getSeatStatus(performanceId) {
      const method = methods.GetSeatStatus;
      return toStatusReply(
        await askLeader(connections, { method, request: { performanceId }, log }),
      );
    },
    watchSeats: (performanceId, afterVersion, onDelta, onEnd) =>
      watchAtLeader(connections, { performanceId, afterVersion, onDelta, onEnd }),
    ping: () => waitForConnection(connections.configured.client, limits.connectMsMax),
    async close() {
      connections.close();
    },
  };
}

/** Without tracing the very same function. */
function withSpans(execute: Execute, tracing: InventoryClientTracing | undefined): Execute {
  if (tracing === undefined) return execute;
  return (performanceId, command) => {
    const resource = Object.keys(command)[0] ?? 'unknown';
    return tracing.runInSpan('grpc.client', { resource, kind: 'client' }, () => {
      const traceparent = tracing.currentTraceContext();
      return execute(performanceId, {
        ...command,
        ...(traceparent !== undefined && { traceparent }),
      });
    });
  };
}

/** On the wire a number beyond 32 bits would turn into another seat's. */
function areSeatNos(seatNos: readonly number[]): boolean {
  return seatNos.every((no) => Number.isInteger(no) && no >= 0 && no <= seatNoMax);
}

function toHoldReply(reply: WireHoldReply | undefined): HoldReply {
  return reply === undefined
    ? { ...nothing, result: 'UNAVAILABLE' }
    : { ...reply, result: resultOf(reply.result) };
}

function toResultReply(reply: WireResultReply | undefined): ResultReply {
  return { result: reply === undefined ? 'UNAVAILABLE' : resultOf(reply.result) };
}

function toBlocksReply(reply: WireBlocksReply | undefined): BlocksReply {
  return reply === undefined
    ? { result: 'UNAVAILABLE', conflicts: [] }
    : { ...reply, result: resultOf(reply.result) };
}

const noAudit = { version: 0, faults: [], differences: [], seats: [], customerSeatsMax: 0 };

function toAudit(reply: WirePerformanceAudit | undefined): PerformanceAudit {
  if (reply === undefined) return { ...noAudit, result: 'UNAVAILABLE' };
  const { version, faults, differences, seatNos, seatOwners, owners, nextSeatNo } = reply;
  return {
    result: resultOf(reply.result),
    version,
    faults,
    differences,
    seats: seatNos.flatMap((seatNo, place) => {
      const owner = owners[seatOwners[place] ?? -1];
      if (owner === undefined) return [];
      const { bookingId, ...hold } = owner;
      return [{ seatNo, ...hold, ...(bookingId !== '' && { bookingId }) }];
    }),
    customerSeatsMax: reply.customerSeatsMax,
    ...(nextSeatNo > 0 && { nextSeatNo }),
  };
}

function toStatusReply(reply: WireSeatStatus | undefined): SeatStatusReply {
  return reply === undefined
    ? { result: 'UNAVAILABLE', version: 0, status: new Uint8Array(0) }
    : { ...reply, result: resultOf(reply.result) };
}
