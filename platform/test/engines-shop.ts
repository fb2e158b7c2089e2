import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadBookingConfig, readAllBookings } from '@ticketing/booking-service';
import type { Account, Booking, MailboxMessage } from '@ticketing/contracts';
import { type EngineName, type LocalEngine, startEngine } from '@ticketing/local-engines';
import { openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import {
  type ApartSystem,
  createShopApi,
  findOffers,
  type Offer,
  register,
  type Sale,
  type ServiceName,
  type ShopApi,
  startApart,
  waitUntil,
  withoutLimits,
} from '@ticketing/testing';
import { findSaleFaults } from '../src/find-sale-faults.ts';

/** The mailer tries again less and less often after an outage. */
const toldMsMax = 90_000;

/** The engines that production needs. */
export const productionEngines = [
  'postgres',
  'redis',
  'kafka',
  'dynamodb',
  'opensearch',
  'ses',
] as const satisfies readonly EngineName[];
export type ProductionEngine = (typeof productionEngines)[number];

/** The whole system as production runs it: a process a service, on the real engines, with the demo. */
export interface EnginesShop {
  readonly engines: Readonly<Record<ProductionEngine, LocalEngine>>;
  readonly system: ApartSystem;
  /** One for each gateway. */
  readonly apis: readonly ShopApi[];
  readonly offers: readonly Offer[];
  /** The PostgreSQL of all services. */
  readonly database: SqlDatabase;
  openAccounts(count: number): Promise<string[]>;
  /** What is not whole now; see `findSaleFaults`. */
  findFaults(): Promise<string[]>;
  /** Resolves when each of the sales is confirmed and a mail has told of it. */
  untilTold(sales: readonly Sale[]): Promise<void>;
  close(): Promise<void>;
}

export interface EnginesShopOptions {
  readonly portOffset: number;
  readonly instances?: Partial<Readonly<Record<ServiceName, number>>>;
  readonly connections?: number;
  readonly offers?: number;
  /** Settings of the services that the test needs otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where an engine keeps its data; default: a new folder for each, removed at the end. */
  readonly folders?: Partial<Readonly<Record<ProductionEngine, string>>>;
  /** Fills the fresh engines before any service starts; in place of the demo. */
  readonly restore?: (engines: EnginesShop['engines']) => Promise<void>;
}

export async function openEnginesShop(options: EnginesShopOptions): Promise<EnginesShop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-engines-'));
  const closes: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const each of closes.splice(0).reverse()) await each();
  };
  try {
    const engines = await startEngines(closes, options.folders ?? {});
    const env: Record<string, string> = {
      ...withoutLimits,
      ...variablesOf(engines),
      ...options.env,
    };
    const { portOffset, instances = {}, restore } = options;
    await restore?.(engines);
    const system = await startApart({ portOffset, folder, env, instances });
    closes.push(() => system.close());
    if (restore === undefined) await seedDemo(system);

    const gateways = system.instances.filter(({ name }) => name === 'api-gateway');
    const apis = gateways.map(({ number }) =>
      createShopApi(system.apiUrl(number), options.connections ?? 16),
    );
    closes.push(() => Promise.all(apis.map((api) => api.close())));
    const [api] = apis;
    if (api === undefined) throw new Error('no gateway');
    const offers = await waitUntil(
      async () => {
        const found = await findOffers(api, options.offers ?? 24);
        return found.length === (options.offers ?? 24) && found;
      },
      { withinMs: 60_000, everyMs: 500 },
    );
    const database = openSqlDatabase({
      url: engines.postgres.variables.DATABASE_URL ?? '',
      schema: 'public',
      applicationName: 'checks',
    });
    closes.push(() => database.close());
    const bookingConfig = loadBookingConfig(env);
    return {
      engines,
      system,
      apis,
      offers,
      database,
      openAccounts: (count) => openAccounts(api, count),
      findFaults: () => findSaleFaults(database, readAllBookings(bookingConfig)),
      untilTold: (sales) => untilTold({ api, sesUrl: env.SES_ENDPOINT ?? '' }, sales),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startEngines(
  closes: (() => Promise<unknown>)[],
  folders: NonNullable<EnginesShopOptions['folders']>,
): Promise<Record<ProductionEngine, LocalEngine>> {
  const started = await Promise.allSettled(
    productionEngines.map((name) => {
      const folder = folders[name];
      return startEngine(name, folder === undefined ? {} : { folder });
    }),
  );
  const engines = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  closes.push(() => Promise.all(engines.map((engine) => engine.stop())));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return Object.fromEntries(engines.map((engine) => [engine.name, engine])) as never;
}

const variablesOf = (engines: Record<ProductionEngine, LocalEngine>): Record<string, string> =>
  Object.assign({}, ...Object.values(engines).map(({ variables }) => variables));

async function seedDemo(system: ApartSystem): Promise<void> {
  const seeding = system.runAs('auth', 'platform/src/seed-demo.ts', []);
  if ((await seeding.ended) !== 0) throw new Error(`No demo: ${seeding.output()}`);
}

async function openAccounts(api: ShopApi, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let number = 0; number < count; number += 1) tokens.push(await register(api, number));
  return tokens;
}

interface Shown {
  readonly api: ShopApi;
  readonly sesUrl: string;
}

async function untilTold(shown: Shown, sales: readonly Sale[]): Promise<void> {
  for (const { bookingId, token } of sales) {
    const { state } = await shown.api.call<Booking>('GET', `/bookings/${bookingId}`, { token });
    if (state !== 'confirmed') throw new Error(`${bookingId} is ${state}`);
  }
  let untold = sales;
  await waitUntil(
    async () => {
      untold = await findSalesWithoutMail(shown, untold);
      return untold.length === 0;
    },
    { withinMs: toldMsMax, everyMs: 1_000 },
  );
}

async function findSalesWithoutMail(
  { api, sesUrl }: Shown,
  sales: readonly Sale[],
): Promise<Sale[]> {
  const texts = new Map<string, string>();
  for (const token of new Set(sales.map((sale) => sale.token))) {
    const { email } = await api.call<Account>('GET', '/auth/me', { token });
    const query = new URLSearchParams({ to: email, kind: 'booking_confirmed', limit: '200' });
    const reply = await fetch(`${sesUrl}/mailbox/messages?${query}`);
    const { items } = (await reply.json()) as { items: MailboxMessage[] };
    texts.set(token, items.map(({ text }) => text).join('\n'));
  }
  return sales.filter(({ token, bookingId }) => !texts.get(token)?.includes(bookingId));
}
