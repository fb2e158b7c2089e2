import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { headers } from '@ticketing/contracts';
import { type CommandStream, createCommandStream } from './command-stream.ts';
import * as limits from './limits.ts';
import type { InventoryClientOptions } from './port.ts';
import { type InventoryMethods, loadInventoryMethods } from './wire.ts';

/** One instance of inventory. */
export interface Connection {
  readonly address: string;
  readonly client: Client;
  readonly stream: CommandStream;
}

/** An instance that was named as a leader. */
interface OtherConnection extends Connection {
  /** Whether its connection came to stand in time. */
  readonly reached: Promise<boolean>;
}

/** The instances that we talk to, and which of them leads which performance. */
export interface Connections {
  readonly methods: InventoryMethods;
  readonly metadata: Metadata;
  /** The one that the settings name; behind it may be any instance. */
  readonly configured: Connection;
  /** Where to send what concerns a performance. */
  leaderOf(performanceId: string): Connection;
  /**
   * Where to send what was answered NOT_LEADER for the `hop`th time; `address` may be empty. Resolves
   * when it is time to send it: at once if the leader can be reached, and it is not the umpteenth.
   */
  follow(performanceId: string, address: string, hop: number): Promise<Connection>;
  /** Whoever was thought to lead it does not answer. */
  forget(performanceId: string): void;
  close(): void;
}

export function createConnections(options: InventoryClientOptions): Connections {
  const methods = loadInventoryMethods();
  const metadata = new Metadata();
  metadata.set(headers.serviceToken, options.serviceToken);
  const others = new Map<string, OtherConnection>();
  const leaders = new Map<string, Connection>();
  /** When the connection to an address broke last. */
  const brokenAt = new Map<string, number>();

  function connect(address: string, onLost: () => void): Connection {
    const client = new Client(address, credentials.createInsecure(), channelOptions);
    const { log } = options;
    return {
      address,
      client,
      stream: createCommandStream({ client, metadata, methods, log, onLost }),
    };
  }

  const configured = connect(`${options.host}:${options.port}`, () => {});

  /** An instance that is gone has another address when it comes back, so nothing is kept of it. */
  function lose(connection: Connection): void {
    brokenAt.set(connection.address, performance.now());
    others.delete(connection.address);
    for (const [performanceId, { address }] of leaders) {
      if (address === connection.address) leaders.delete(performanceId);
    }
    connection.stream.close();
    connection.client.close();
  }

  function isBroken(address: string): boolean {
    for (const [other, since] of brokenAt) {
      if (performance.now() - since > limits.brokenMsMin) brokenAt.delete(other);
    }
    return brokenAt.has(address);
  }

  function connectToOther(address: string): OtherConnection {
    const connection = connect(address, () => lose(connection));
    const reached = waitForConnection(connection.client, limits.reachMsMax).then(
      () => true,
      () => {
        lose(connection);
        return false;
      },
    );
    const other = { ...connection, reached };
    others.set(address, other);
    return other;
  }

  async function reach(address: string): Promise<Connection | undefined> {
    if (!addressForm.test(address) || isBroken(address)) return undefined;
    if (address === configured.address) return configured;
    const other = others.get(address) ?? connectToOther(address);
    return (await other.reached) && !other.stream.isStuck() ? other : undefined;
  }

  return {
    methods,
    metadata,
    configured,
    leaderOf(performanceId) {
      const leader = leaders.get(performanceId);
      return leader === undefined || leader.stream.isStuck() ? configured : leader;
    },
    async follow(performanceId, address, hop) {
      const leader = await reach(address);
      if (leader === undefined) leaders.delete(performanceId);
      // Nobody leads until the lease of a leader that is gone has lapsed.
      if (leader === undefined || hop > limits.hopsAtOnceMax) await sleep(limits.askAgainMs);
      if (leader === undefined) return configured;
      if (leaders.size >= limits.leadersMax) leaders.clear();
      leaders.set(performanceId, leader);
      return leader;
    },
    forget: (performanceId) => void leaders.delete(performanceId),
    close() {
      for (const { stream, client } of [configured, ...others.values()]) {
        stream.close();
        client.close();
      }
    },
  };
}

/** Rejects when no connection stands in time. */
export function waitForConnection(client: Client, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + ms, (error) => {
      if (error === undefined || error === null) resolve();
      else reject(new Error('inventory cannot be reached', { cause: error }));
    });
  });
}

/** A host and the port of a door that is open. */
const addressForm = /^.+:[1-9]\d{0,4}$/;

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
