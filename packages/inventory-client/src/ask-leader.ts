import { type MethodDefinition, type ServiceError, status } from '@grpc/grpc-js';
import type { Connection, Connections } from './connections.ts';
import * as limits from './limits.ts';
import type { InventoryClientLog, SeatWatch } from './port.ts';
import { leaderKey, resultOf, type WireSeatDelta } from './wire.ts';

interface Question<Request, Reply> {
  readonly method: MethodDefinition<Request, Reply>;
  readonly request: Request;
  readonly log: InventoryClientLog;
}

/** Asks who leads the performance. Undefined when nobody answered in time. */
export async function askLeader<
  Request extends { readonly performanceId: string },
  Reply extends { readonly result: number },
>(
  connections: Connections,
  { method, request, log }: Question<Request, Reply>,
): Promise<Reply | undefined> {
  const { performanceId } = request;
  const untilMs = performance.now() + limits.statusMsMax;
  let connection = connections.leaderOf(performanceId);
  for (let hop = 1; hop <= limits.hopsMax; hop += 1) {
    const left = untilMs - performance.now();
    const { error, reply, leader } = await ask(connections, connection, {
      method,
      request,
      deadline: Date.now() + left,
    });
    if (error !== null && connection === connections.configured) {
      log.warn({ error, performanceId }, 'Inventory did not answer');
      return undefined;
    }
    if (error === null && (reply === undefined || resultOf(reply.result) !== 'NOT_LEADER')) {
      return reply;
    }
    // A leader that cannot be asked may be gone; who is left knows more.
    if (error !== null) connections.forget(performanceId);
    connection = await connections.follow(performanceId, error === null ? leader : '', hop);
    if (performance.now() >= untilMs) return undefined;
  }
  return undefined;
}

interface Answer<Reply> {
  readonly error: ServiceError | null;
  readonly reply: Reply | undefined;
  readonly leader: string;
}

function ask<Request, Reply>(
  { metadata }: Connections,
  { client }: Connection,
  call: {
    readonly method: MethodDefinition<Request, Reply>;
    readonly request: Request;
    readonly deadline: number;
  },
): Promise<Answer<Reply>> {
  const { method, request, deadline } = call;
  return new Promise((resolve) => {
    let error: ServiceError | null = null;
    let reply: Reply | undefined;
    client
      .makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        metadata,
        { deadline },
        (failure, answer?: Reply) => {
          error = failure;
          reply = answer;
        },
      )
      // It comes after the callback, and has the trailer.
      .on('status', (ended) => {
        const leader = String(ended.metadata.get(leaderKey)[0] ?? '');
        queueMicrotask(() => resolve({ error, reply, leader }));
      });
  });
}

export interface WatchRequest {
  readonly performanceId: string;
  readonly afterVersion: number;
  readonly onDelta: (delta: WireSeatDelta) => void;
  readonly onEnd: (error: Error | undefined) => void;
}

/** Follows a performance at who leads it. */
export function watchAtLeader(connections: Connections, request: WatchRequest): SeatWatch {
  const { performanceId, afterVersion, onDelta, onEnd } = request;
  const { WatchSeats } = connections.methods;
  let cancelCall = () => {};
  let ended = false;

  function end(error: Error | undefined): void {
    if (ended) return;
    ended = true;
    connections.forget(performanceId);
    onEnd(error);
  }

  function begin(connection: Connection, hop: number): void {
    if (ended) return;
    const call = connection.client.makeServerStreamRequest(
      WatchSeats.path,
      WatchSeats.requestSerialize,
      WatchSeats.responseDeserialize,
      { performanceId, afterVersion },
      connections.metadata,
    );
    cancelCall = () => call.cancel();
    // What failed comes to its end too, afterwards.
    let failed = false;
    call.on('data', (delta: WireSeatDelta) => {
      if (!ended) onDelta(delta);
    });
    call.on('error', (error: ServiceError) => {
      failed = true;
      const [leader] = error.metadata?.get(leaderKey) ?? [];
      if (error.code !== status.FAILED_PRECONDITION || leader === undefined) return end(error);
      if (hop > limits.hopsMax) return end(error);
      void connections
        .follow(performanceId, String(leader), hop)
        .then((next) => begin(next, hop + 1));
    });
    call.on('end', () => {
      if (!failed) end(undefined);
    });
  }

  begin(connections.leaderOf(performanceId), 1);
  return {
    cancel() {
      ended = true;
      cancelCall();
    },
  };
}
