import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InventoryLayout } from '@ticketing/contracts';
import { createInventoryClient, type InventoryClient } from '@ticketing/inventory-client';
import {
  openSqlDatabase,
  removeEmbeddedPostgres,
  type SqlDatabase,
  startEmbeddedPostgres,
} from '@ticketing/sql-database';
import { interrupt, type Running, run, waitUntil } from '@ticketing/testing';

const grpcPort = 51_851;
const metricsPort = 18_851;
const serviceToken = 'benchmark-service-token';
/** As NODE_OPTIONS of its deployments. */
const nodeOptions = ['--max-semi-space-size=4'];
const readyMsMax = 60_000;

/** Inventory as a process of its own on a fresh PostgreSQL with fsync on, and what asks it. */
export interface InventoryGround {
  readonly client: InventoryClient;
  /** The same server, for peers and checks. */
  readonly database: SqlDatabase;
  /** Makes a performance known. */
  add(layout: InventoryLayout): string;
  /** Stops the process, does the work, and starts it again; answers when it was started, and is ready. */
  startAgain(work: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
}

export async function startInventoryGround(): Promise<InventoryGround> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-bench-'));
  const dataFolder = path.join(folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataFolder });
  const layouts = new Map<string, InventoryLayout>();
  const events = await serveLayouts(layouts);
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
  return {
    client,
    database,
    add(layout) {
      layouts.set(layout.performanceId, layout);
      return layout.performanceId;
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

/** In place of the events service: the layouts of the benchmark's halls. */
async function serveLayouts(layouts: ReadonlyMap<string, InventoryLayout>): Promise<Server> {
  const server = createServer((request, response) => {
    const performanceId = /performances\/([^/]+)\/inventory-layout/.exec(request.url ?? '')?.[1];
    const layout = layouts.get(performanceId ?? '');
    response.writeHead(layout === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(layout ?? { type: 'urn:ticketing:error:performance_not_found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
