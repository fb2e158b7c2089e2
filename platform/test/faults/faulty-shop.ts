import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CatalogueFile, ports } from '@ticketing/contracts';
import { createInventoryClient, type InventoryClient } from '@ticketing/inventory-client';
import { signalTree } from '@ticketing/local-engines';
import { openSqlDatabase, type SqlDatabase, startEmbeddedPostgres } from '@ticketing/sql-database';
import {
  type ApartSystem,
  createShopApi,
  hasEnded,
  killHard,
  type Offer,
  quietLogger,
  type Running,
  run,
  type ServiceName,
  type ShopApi,
  serviceNames,
  startApart,
  testSecrets,
  waitUntil,
  withoutLimits,
} from '@ticketing/testing';
import { findSaleFaults } from '../../src/find-sale-faults.ts';
import { openExampleSale } from '../example-sale.ts';
import { restlessAudit } from './ask-audit.ts';
import { type Doors, openDoors } from './doors.ts';
import { findMoneyFaults, findOpenEnds } from './find-open-ends.ts';
import { findSeatFaults } from './find-seat-faults.ts';
import { createTrap, type Trap } from './trap.ts';

/** Whatever can be killed. */
export type Victim = ServiceName | 'payment server' | 'postgres';

/** All services apart on the embedded PostgreSQL, with doors between them that see every step of a sale. */
export interface FaultyShop {
  readonly system: ApartSystem;
  readonly portOffset: number;
  /** Past its door. */
  readonly bookingUrl: string;
  readonly api: ShopApi;
  readonly offer: Offer;
  /** All schemas, past the doors. */
  readonly database: SqlDatabase;
  /** The first inventory, past its door. */
  readonly seats: InventoryClient;
  readonly trap: Trap;
  readonly doors: Doors;
  /** SIGKILL of the first instance; a server of PostgreSQL that is gone is started again by who uses it, here within a second. */
  kill(victim: Victim): Promise<void>;
  /** Starts what was killed, and resolves when everything says that it is ready. */
  heal(victims: readonly Victim[]): Promise<void>;
  /** SIGSTOP or SIGCONT for PostgreSQL and all its children. */
  signalPostgres(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /**
   * Resolves once no sale stands in the middle and nothing is wrong; answers the milliseconds. Rejects with what
   * is left when that takes too long, and when no time was left. Nobody may be buying.
   */
  untilWhole(withinMs: number): Promise<number>;
  close(): Promise<void>;
}

export interface FaultyShopOptions {
  readonly portOffset: number;
  /** Where PostgreSQL has its data; default: a folder of its own. */
  readonly dataFolder?: string;
  readonly inventories?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Standing places: enough for every sale of a run. */
const capacity = 30_000;
const connections = 64;
const depositHours = 24;
/** Of PostgreSQL after a crash, and of the payment server. */
const startedMsMax = 60_000;

export async function openFaultyShop(options: FaultyShopOptions): Promise<FaultyShop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-faults-'));
  const closes: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const each of closes.splice(0).reverse()) await each();
  };
  try {
    return { ...(await openIn(folder, options, closes)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openIn(
  folder: string,
  options: FaultyShopOptions,
  closes: (() => Promise<unknown>)[],
): Promise<Omit<FaultyShop, 'close'>> {
  const { portOffset, inventories = 1 } = options;
  const dataFolder = path.join(options.dataFolder ?? folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataFolder });
  closes.push(() => server.stop());
  const trap = createTrap();
  const doors = await openDoors({ portOffset, inventories, server: server.url, watch: trap.watch });
  closes.push(() => doors.close());

  let paymentServer = startPaymentServer(doors);
  closes.push(() => killHard(paymentServer));
  await untilListening(paymentServer, doors.paymentServerUrl);
  const system = await startApart({
    portOffset,
    folder,
    instances: { inventory: inventories },
    env: {
      ...withoutLimits,
      ...doors.env,
      ...restlessAudit,
      JWT_SECRET_KEY: testSecrets.JWT_SECRET_KEY,
      ...options.env,
    },
  });
  closes.push(() => system.close());
  const api = createShopApi(system.apiUrl(), connections);
  closes.push(() => api.close());
  const offer = await openExampleSale(system, api, enlarge);
  const database = openSqlDatabase({
    url: server.url,
    schema: 'public',
    applicationName: 'checks',
  });
  closes.push(() => database.close());
  const seats = createInventoryClient({
    host: '127.0.0.1',
    port: ports.inventory + portOffset,
    serviceToken: 'development-only-service-token',
    log: quietLogger(),
  });
  closes.push(() => seats.close());

  const postmaster = async () =>
    Number((await readFile(path.join(dataFolder, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  /** Others are the business of those who start them. */
  const firsts = system.instances.filter(({ number }) => number === 0);

  return {
    system,
    portOffset,
    bookingUrl: `http://127.0.0.1:${ports.booking + portOffset}`,
    api,
    offer,
    database,
    seats,
    trap,
    doors,
    async kill(victim) {
      if (victim === 'payment server') return killHard(paymentServer);
      if (victim !== 'postgres') return system.kill({ name: victim, number: 0 });
      const processId = await postmaster();
      // Stopped first, so that it starts no child while its children are killed.
      signalTree(processId, 'SIGSTOP');
      signalTree(processId, 'SIGKILL');
    },
    async heal(victims) {
      await waitUntil(() => database.ping().then(() => true), {
        withinMs: startedMsMax,
        everyMs: 50,
      });
      if (victims.includes('payment server')) {
        paymentServer = startPaymentServer(doors);
        await untilListening(paymentServer, doors.paymentServerUrl);
      }
      for (const name of serviceNames) {
        if (victims.includes(name)) await system.start({ name, number: 0 });
      }
      await Promise.all(firsts.map((instance) => system.untilReady(instance)));
    },
    async signalPostgres(signal) {
      signalTree(await postmaster(), signal);
    },
    untilWhole: (withinMs) => untilWhole({ database, seats, offer }, withinMs),
  };
}

function startPaymentServer(doors: Doors): Running {
  const { databaseUrl, paymentServerPort, paymentServerDoor, webhookUrl } = doors;
  return run('platform/test/faults/payment-server.ts', [
    databaseUrl,
    String(paymentServerPort),
    paymentServerDoor.url,
    webhookUrl,
  ]);
}

const untilListening = (running: Running, url: string) =>
  waitUntil(
    async () => {
      if (hasEnded(running)) throw new Error(`the payment server ended: ${running.output()}`);
      return fetch(url).then(() => true);
    },
    { withinMs: startedMsMax, everyMs: 50 },
  );

async function untilWhole(
  { database, seats, offer }: { database: SqlDatabase; seats: InventoryClient; offer: Offer },
  withinMs: number,
): Promise<number> {
  if (withinMs <= 0) throw new Error('all sales had to be at their end before this one was');
  const startedAt = performance.now();
  let left: string[] = [];
  const isWhole = async () => {
    left = [
      ...(await findSaleFaults(database)),
      ...(await findMoneyFaults(database)),
      ...(await findOpenEnds(database)),
      ...(await findSeatFaults({ database, seats }, offer.performance)),
    ];
    return left.length === 0;
  };
  await waitUntil(isWhole, { withinMs, everyMs: 100 }).catch((error: unknown) => {
    throw new Error(`not whole after ${withinMs} ms: ${left.join('; ')}`, { cause: error });
  });
  return Math.round(performance.now() - startedAt);
}

/** All seats for everybody, by card or by transfer, and a floor that holds a crowd. */
const enlarge = (example: CatalogueFile): CatalogueFile => ({
  ...example,
  venues: example.venues.map((venue) => ({
    ...venue,
    seatMaps: venue.seatMaps.map((map) => ({
      ...map,
      sections: map.sections.map((section) =>
        section.kind === 'standing' ? { ...section, capacity } : section,
      ),
    })),
  })),
  events: example.events.map((event) => ({
    ...event,
    performances: event.performances.map(({ allocations: _, ...performance }) => ({
      ...performance,
      depositHours,
    })),
  })),
});
