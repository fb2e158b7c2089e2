import {
  type handleUnaryCall,
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  setLogVerbosity,
  status,
} from '@grpc/grpc-js';
import { headers } from '@ticketing/contracts';
import {
  loadInventoryMethods,
  resultNames,
  type WireCommand,
  type WireSeatStatus,
} from '@ticketing/inventory-client/wire';
import type { Logger, TokenVerifier } from '@ticketing/service-kit';
import type { AuditPage } from '../operations/audit-performance.ts';
import type { KeeperReply } from '../operations/performance-slot.ts';
import type { SeatKeeper } from '../operations/seat-keeper.ts';
import { toAuditReply } from './audit.ts';
import { type ExecuteCall, serveExecute } from './execute.ts';
import { keepaliveEveryMs, keepaliveWaitMs, shutdownMsMax } from './limits.ts';
import { toBlocksReply, toCommand, toHoldReply, toResultReply } from './messages.ts';
import { tellLeader } from './tell-leader.ts';
import { serveWatch, type WatchCall } from './watch.ts';

export interface RpcServerDependencies {
  readonly seats: SeatKeeper;
  readonly audit: (request: { performanceId: string; fromSeatNo: number }) => Promise<AuditPage>;
  readonly tokens: Pick<TokenVerifier, 'isServiceToken'>;
  readonly log: Logger;
}

export interface RpcServer {
  /** Resolves with the port; 0 takes any. Rejects with code EADDRINUSE when it is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Ends calls and streams, by force after a while. */
  close(): Promise<void>;
}

/** The gRPC door: every call must show the service token. */
export function createRpcServer(dependencies: RpcServerDependencies): RpcServer {
  const { seats, audit, tokens, log } = dependencies;
  // What goes wrong comes back as errors, which we log in our own form.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': keepaliveEveryMs,
    'grpc.keepalive_timeout_ms': keepaliveWaitMs,
  });
  const isTrusted = (call: { metadata: ServerUnaryCall<unknown, unknown>['metadata'] }) => {
    const [token] = call.metadata.get(headers.serviceToken);
    return typeof token === 'string' && tokens.isServiceToken(token);
  };
  const streamEnds = new Set<() => void>();
  const refused = { code: status.UNAUTHENTICATED, details: 'the service token is wrong' };

  function unary<Request, Wire>(
    serve: (request: Request) => Promise<Served<Wire>>,
  ): handleUnaryCall<Request, Wire> {
    return (call: ServerUnaryCall<Request, Wire>, callback: sendUnaryData<Wire>) => {
      if (!isTrusted(call)) return callback(refused);
      serve(call.request).then(
        ({ wire, leader }) =>
          callback(null, wire, leader === undefined ? undefined : tellLeader(leader)),
        (error: unknown) => {
          log.error({ error }, 'A call failed');
          callback({ code: status.INTERNAL, details: 'something went wrong on our side' });
        },
      );
    };
  }
  const command =
    <Wire>(toWire: (reply: KeeperReply) => Wire) =>
    async (message: Omit<WireCommand, 'id'>): Promise<Served<Wire>> => {
      const reply = await submit(seats, message);
      return { wire: toWire(reply), leader: reply.leader };
    };

  server.addService(loadInventoryMethods() as unknown as ServiceDefinition, {
    HoldSeats: unary((holdSeats: WireCommand['holdSeats'] & object) =>
      command(toHoldReply)({ holdSeats }),
    ),
    HoldBestAvailable: unary((holdBestAvailable: WireCommand['holdBestAvailable'] & object) =>
      command(toHoldReply)({ holdBestAvailable }),
    ),
    ReleaseHold: unary((releaseHold: WireCommand['releaseHold'] & object) =>
      command(toResultReply)({ releaseHold }),
    ),
    ConfirmHold: unary((confirmHold: WireCommand['confirmHold'] & object) =>
      command(toResultReply)({ confirmHold }),
    ),
    ReturnSeats: unary((returnSeats: WireCommand['returnSeats'] & object) =>
      command(toResultReply)({ returnSeats }),
    ),
    ExtendHold: unary((extendHold: WireCommand['extendHold'] & object) =>
      command(toHoldReply)({ extendHold }),
    ),
    ChangeBlocks: unary((changeBlocks: WireCommand['changeBlocks'] & object) =>
      command(toBlocksReply)({ changeBlocks }),
    ),
    GetSeatStatus: unary(({ performanceId }: { performanceId: string }) =>
      readStatus(seats, performanceId),
    ),
    AuditPerformance: unary(async (request: { performanceId: string; fromSeatNo: number }) => {
      const page = await audit(request);
      return { wire: toAuditReply(page), leader: page.leader };
    }),
    WatchSeats: (call: WatchCall) => {
      if (!isTrusted(call)) call.emit('error', refused);
      else void serveWatch(seats, call);
    },
    Execute: (call: ExecuteCall) => {
      if (!isTrusted(call)) return void call.emit('error', refused);
      const end = serveExecute(seats, call);
      streamEnds.add(end);
      call.on('close', () => streamEnds.delete(end));
      call.on('cancelled', () => streamEnds.delete(end));
    },
  });

  return {
    listen: (host, port) => listen(server, host, port),
    close() {
      for (const end of streamEnds) end();
      return shutDown(server);
    },
  };
}

/** What a call answers, and with NOT_LEADER whom to ask. */
interface Served<Wire> {
  readonly wire: Wire;
  readonly leader: string | undefined;
}

function submit(
  seats: Pick<SeatKeeper, 'submit'>,
  message: Omit<WireCommand, 'id'>,
): Promise<KeeperReply> {
  const addressed = toCommand(message);
  if (addressed === undefined) return Promise.resolve({ result: 'COMMAND_INVALID' });
  const { performanceId, command } = addressed;
  return new Promise((resolve) => seats.submit(performanceId, command, resolve));
}

async function readStatus(
  seats: Pick<SeatKeeper, 'readStatus'>,
  performanceId: string,
): Promise<Served<WireSeatStatus>> {
  const reply = await seats.readStatus(performanceId);
  const wire = {
    result: resultNames.indexOf(reply.result),
    version: reply.version,
    // A copy: the seats go on changing while the reply is on its way.
    status: Uint8Array.from(reply.status),
  };
  return { wire, leader: reply.leader };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  // A literal IPv6 address needs brackets to be told from its port.
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(withCode(error));
    });
  });
}

/** grpc-js tells of a taken port in words alone. */
function withCode(error: Error): Error {
  return error.message.includes('EADDRINUSE')
    ? Object.assign(error, { code: 'EADDRINUSE' })
    : error;
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), shutdownMsMax);
    server.tryShutdown(() => {
      clearTimeout(force);
      server.forceShutdown();
      resolve();
    });
  });
}
