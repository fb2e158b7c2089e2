import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { headers } from '@ticketing/contracts';
import { createCommandStream } from './command-stream.ts';
import * as limits from './limits.ts';
import type {
  HoldReply,
  InventoryClient,
  InventoryClientOptions,
  ResultReply,
  SeatStatusReply,
  SeatWatch,
} from './port.ts';
import {
  loadInventoryMethods,
  resultOf,
  type WireHoldReply,
  type WireResultReply,
  type WireSeatDelta,
  type WireSeatStatus,
} from './wire.ts';

const nothing = { seatNos: [], fence: 0, expiresAtMs: 0, conflicts: [], limit: 0 };
const seatNoMax = 0xffff_ffff;

/** Opens nothing yet: it connects with the first command, and again whenever the connection is lost. */
export function createInventoryClient(options: InventoryClientOptions): InventoryClient {
  const { host, port, log } = options;
  const methods = loadInventoryMethods();
  const metadata = new Metadata();
  metadata.set(headers.serviceToken, options.serviceToken);
  const client = new Client(`${host}:${port}`, credentials.createInsecure(), channelOptions);
  const stream = createCommandStream({ client, metadata, methods, log });
  const deadline = () => Date.now() + limits.statusMsMax;

  function readStatus(performanceId: string): Promise<SeatStatusReply> {
    const { path, requestSerialize, responseDeserialize } = methods.GetSeatStatus;
    return new Promise((resolve) => {
      const answer = (error: ServiceError | null, reply?: WireSeatStatus) => {
        if (error !== null) log.warn({ error, performanceId }, 'Inventory did not tell the status');
        resolve(toStatusReply(reply));
      };
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { performanceId },
        metadata,
        { deadline: deadline() },
        answer,
      );
    });
  }

  function watchSeats(...[performanceId, afterVersion, onDelta, onEnd]: WatchArguments): SeatWatch {
    const { path, requestSerialize, responseDeserialize } = methods.WatchSeats;
    const request = { performanceId, afterVersion };
    const call = client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
    );
    let ended = false;
    const end = (error: Error | undefined) => {
      if (ended) return;
      ended = true;
      onEnd(error);
    };
    call.on('data', (delta: WireSeatDelta) => {
      if (!ended) onDelta(delta);
    });
    call.on('error', (error: Error) => end(error));
    call.on('end', () => end(undefined));
    return {
      cancel() {
        ended = true;
        call.cancel();
      },
    };
  }

  return {
    async holdSeats(command) {
      if (!areSeatNos(command.seatNos)) return { ...nothing, result: 'SEATS_INVALID' };
      const outcome = await stream.execute({ holdSeats: command });
      return toHoldReply(outcome?.hold);
    },
    async holdBestAvailable(command) {
      const holdBestAvailable = { ...command, sectionId: command.sectionId ?? '' };
      return toHoldReply((await stream.execute({ holdBestAvailable }))?.hold);
    },
    async releaseHold(command) {
      return toResultReply((await stream.execute({ releaseHold: command }))?.release);
    },
    async confirmHold(command) {
      return toResultReply((await stream.execute({ confirmHold: command }))?.confirm);
    },
    async returnSeats(command) {
      if (!areSeatNos(command.seatNos)) return { result: 'SEATS_INVALID' };
      return toResultReply((await stream.execute({ returnSeats: command }))?.return);
    },
    getSeatStatus: readStatus,
    watchSeats,
    ping: () => waitForConnection(client),
    async close() {
      stream.close();
      client.close();
    },
  };
}

type WatchArguments = Parameters<InventoryClient['watchSeats']>;

const channelOptions = {
  // A stream that broke is not resent by the library: whether it took effect is for the keys to tell.
  'grpc.enable_retries': 0,
  'grpc.enable_channelz': 0,
  'grpc.initial_reconnect_backoff_ms': limits.reconnectMsMin,
  'grpc.max_reconnect_backoff_ms': limits.reconnectMsMax,
  'grpc.keepalive_time_ms': limits.keepaliveEveryMs,
  'grpc.keepalive_timeout_ms': limits.keepaliveWaitMs,
  'grpc.max_receive_message_length': limits.replyBytesMax,
  'grpc.enable_http_proxy': 0,
};

function waitForConnection(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + limits.connectMsMax, (error) => {
      if (error === undefined || error === null) resolve();
      else reject(new Error('inventory cannot be reached', { cause: error }));
    });
  });
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

function toStatusReply(reply: WireSeatStatus | undefined): SeatStatusReply {
  return reply === undefined
    ? { result: 'UNAVAILABLE', version: 0, status: new Uint8Array(0) }
    : { ...reply, result: resultOf(reply.result) };
}
