import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInventoryClient, type InventoryClient } from '@ticketing/inventory-client';
import { newId } from '@ticketing/service-kit';
import {
  openSqlDatabase,
  removeEmbeddedPostgres,
  type SqlDatabase,
  startEmbeddedPostgres,
} from '@ticketing/sql-database';
import { interrupt, type Running, run, waitUntil } from '@ticketing/testing';
import type { Hall } from './halls.ts';

const grpcPort = 51_851;
const metricsPort = 18_851;
const serviceToken = 'benchmark-service-token';
/** As NODE_OPTIONS of its deployments. */
const nodeOptions = ['--max-semi-space-size=32'];
const readyMsMax = 60_000;
/** As many as `min_wal_size` of the embedded server keeps. */
const logFiles = 16;

/** Inventory as a process of its own on a fresh PostgreSQL with fsync on, and what asks it. */
export interface InventoryGround {
  readonly client: InventoryClient;
  /** The same server, for peers and checks. */
  readonly database: SqlDatabase;
  /** Makes one more performance known, and names it. */
  add(hall: Hall): string;
  /** Stops the process, does the work, and starts it again; answers when it was started, and is ready. */
  startAgain(work: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
}

export async function startInventoryGround(): Promise<InventoryGround> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-bench-'));
  const dataFolder = path.join(folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataFolder });
  const halls = new Map<string, Hall>();
  const events = await serveLayouts(halls);
  const env = {
    DATABASE_URL: server.url,
    EVENTS_SERVICE_URL: `http://127.0.0.1:${(events.address() as AddressInfo).port}`,
    GRPC_PORT: String(grpcPort),
    METRICS_PORT: String(metricsPort),
    SERVICE_TOKEN: serviceToken,
    LOG_LEVEL: 'error',
  };
  let service = await startService(env);
  const quiet = { info: () => {}, warn: () => {} };
  const client = createInventoryClient({
    host: '127.0.0.1',
    port: grpcPort,
    serviceToken,
    log: quiet,
  });
  const database = openSqlDatabase({
    url: server.url,
    schema: 'public',
    applicationName: 'bench',
    poolSize: 10,
  });
  await makeLogFiles(database);
  return {
    client,
    database,
    add(hall) {
      const performanceId = newId('performance');
      halls.set(performanceId, hall);
      return performanceId;
    },
    async startAgain(work) {
      await interrupt(service);
      await work();
      const startedAt = performance.now();
      service = await startService(env);
      return startedAt;
    },
    async close() {
      await client.close();
      await interrupt(service);
      events.close().closeAllConnections();
      await database.close();
      await server.stop();
      await removeEmbeddedPostgres({ dataFolder });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A database in use writes into log files that it has used before. A fresh one has none, and makes each
 * while all commits wait: 30 ms for every 16 MB, which a sale would see once in the life of a database.
 */
async function makeLogFiles(database: SqlDatabase): Promise<void> {
  for (let made = 0; made < logFiles; made += 1) {
    // Only a file that something was written into is changed for the next.
    await database.query('select txid_current()');
    await database.query('select pg_switch_wal()');
  }
  await database.query('checkpoint');
}

async function startService(env: Record<string, string>): Promise<Running> {
  const service = run('services/inventory/src/main.ts', [], { env, nodeOptions });
  await waitUntil(
    async () => {
      if (service.child.exitCode !== null) throw new Error(service.output());
      return (await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).ok;
    },
    { withinMs: readyMsMax, everyMs: 10 },
  );
  return service;
}

/** In place of the events service: the layouts of the benchmark's performances. */
async function serveLayouts(halls: ReadonlyMap<string, Hall>): Promise<Server> {
  const server = createServer((request, response) => {
    const [, performanceId = ''] =
      /performances\/([^/]+)\/inventory-layout/.exec(request.url ?? '') ?? [];
    const hall = halls.get(performanceId);
    response.writeHead(hall === undefined ? 404 : 200, { 'content-type': 'application/json' });
    const missing = { type: 'urn:ticketing:error:performance_not_found' };
    response.end(JSON.stringify(hall === undefined ? missing : { ...hall, performanceId }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
