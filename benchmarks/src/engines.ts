import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBus } from '@ticketing/event-bus';
import { openKafkaEventBus } from '@ticketing/event-bus/kafka';
import { findSaleFaults } from '@ticketing/platform';
import {
  type EnginesShop,
  openEnginesShop,
  type ProductionEngine,
  productionEngines,
} from '@ticketing/platform/engines-shop';
import { openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createShopApi, findOffers, startCrowd, waitUntil } from '@ticketing/testing';
import { cpuSecondsOf, runPlatform } from './running-platform.ts';
import {
  type BenchOptions,
  type Measured,
  measureCommits,
  openAccounts,
  type Shop,
  sell,
  untilWhole,
} from './sale.ts';
import { median, tellResult, today } from './save-result.ts';

const portOffset = 2400;
const rounds = 3;
const warmUpSeconds = 5;
const offersCount = 24;
const accountsCount = 480;
const bookingsForLag = 10_000;
const downMs = 5_000;
const recoverMsMax = 90_000;
const crowdSize = 16;

/** Who hears of a sale, by topic and group. */
const listeners = [
  { topic: 'booking-events', group: 'notification-service' },
  { topic: 'booking-events', group: 'payment-service' },
  { topic: 'inventory-events', group: 'events-service' },
] as const;

/**
 * Complete sales a second on the production engines beside those on the embedded ones, in alternating
 * rounds; how far consumers are behind after 10,000 bookings; and how long it takes from an engine's return after a
 * kill -9 under load to the next complete sale.
 */
export async function benchEngines(options: BenchOptions): Promise<boolean> {
  const embedded = await openEmbedded(options);
  const engines = await openOnEngines(options).catch(async (error: unknown) => {
    await embedded.close();
    throw error;
  });
  try {
    const sales = await measureSales({
      embedded: embedded.shop,
      engines: engines.shop,
      database: engines.onEngines.database,
      options,
    });
    const embeddedFaults = await untilWhole(embedded.findFaults);
    await embedded.close();
    const lag = await measureLag(engines);
    const recovery = await measureRecovery(engines.onEngines);
    const faults = [...embeddedFaults, ...(await untilWhole(engines.onEngines.findFaults))];
    await report({ options, sales, lag, recovery, faults });
    return faults.length === 0;
  } finally {
    await embedded.close();
    await engines.close();
  }
}

async function openEmbedded(options: BenchOptions) {
  const platform = await runPlatform();
  const api = createShopApi(platform.apiUrl, options.concurrency);
  const database = openSqlDatabase({
    url: platform.databaseUrl,
    schema: 'public',
    applicationName: 'bench',
  });
  const shop: Shop = {
    cpuSeconds: platform.cpuSeconds,
    api,
    offers: await findOffers(api, offersCount),
    tokens: await openAccounts(api),
    concurrency: options.concurrency,
  };
  let closed = false;
  return {
    shop,
    findFaults: () => findSaleFaults(database),
    async close() {
      if (closed) return;
      closed = true;
      await api.close();
      await database.close();
      await platform.close();
    },
  };
}

interface OnEngines {
  readonly shop: Shop;
  readonly onEngines: EnginesShop;
  close(): Promise<void>;
}

async function openOnEngines(options: BenchOptions): Promise<OnEngines> {
  const { concurrency } = options;
  const onEngines = await openEnginesShop({
    portOffset,
    connections: concurrency,
    offers: offersCount,
  });
  const [api] = onEngines.apis;
  if (api === undefined) throw new Error('no gateway');
  const shop: Shop = {
    cpuSeconds: () =>
      cpuSecondsOf(onEngines.system.processIds, () => onEngines.engines.postgres.processId),
    api,
    offers: onEngines.offers,
    tokens: await openAccounts(api, accountsCount),
    concurrency,
  };
  return { shop, onEngines, close: () => onEngines.close() };
}

interface Sales {
  readonly embedded: readonly Measured[];
  readonly engines: readonly Measured[];
  /** Single-row commits a second on the engines' PostgreSQL: the limit of the same run. */
  readonly commitsPerSecond: number;
}

/** One after the other, again and again, so that a noisy minute of the machine meets both. */
async function measureSales(given: {
  embedded: Shop;
  engines: Shop;
  database: SqlDatabase;
  options: BenchOptions;
}): Promise<Sales> {
  const measured = { embedded: [] as Measured[], engines: [] as Measured[] };
  const commitsBefore = await measureCommits(given.database);
  for (const name of ['embedded', 'engines'] as const) await sell(given[name], warmUpSeconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['embedded', 'engines'] as const) {
      measured[name].push(await sell(given[name], given.options.seconds));
    }
  }
  const commitsAfter = await measureCommits(given.database);
  return { ...measured, commitsPerSecond: Math.round((commitsBefore + commitsAfter) / 2) };
}

interface Lag {
  readonly bookings: number;
  readonly seconds: number;
  /** Messages not yet handled when the last booking was confirmed, by group. */
  readonly behind: Readonly<Record<string, number>>;
  /** From then until every group had handled all. */
  readonly caughtUpMs: number;
}

async function measureLag({ shop, onEngines }: OnEngines): Promise<Lag> {
  const brokers = onEngines.engines.kafka.variables.KAFKA_BOOTSTRAP_SERVERS ?? '';
  const bus = await openKafkaEventBus({ bootstrapServers: [brokers], clientId: 'bench' });
  try {
    const startedAt = performance.now();
    let bookings = 0;
    while (bookings < bookingsForLag) bookings += (await sell(shop, 10)).sales;
    const endedAt = performance.now();
    const behind = await lagOf(bus);
    await waitUntil(
      async () => Object.values(await lagOf(bus)).every((messages) => messages === 0),
      { withinMs: 120_000, everyMs: 100 },
    );
    const caughtUpMs = Math.round(performance.now() - endedAt);
    return { bookings, seconds: (endedAt - startedAt) / 1000, behind, caughtUpMs };
  } finally {
    await bus.close();
  }
}

async function lagOf(bus: EventBus): Promise<Record<string, number>> {
  const lags: Record<string, number> = {};
  for (const { topic, group } of listeners) lags[`${group} ${topic}`] = await bus.lag(topic, group);
  return lags;
}

interface Recovery {
  readonly engine: ProductionEngine;
  /** How long the engine took to answer again. */
  readonly engineStartMs: number;
  /** From its answer to the end of the first sale that began after it. */
  readonly firstSaleMs: number;
  /** Complete sales while it was gone. */
  readonly salesWithout: number;
}

async function measureRecovery(shop: EnginesShop): Promise<Recovery[]> {
  const recoveries: Recovery[] = [];
  for (const name of productionEngines) {
    const tokens = await shop.openAccounts(crowdSize);
    const crowd = startCrowd({ apis: shop.apis, tokens, offers: shop.offers });
    await waitUntil(() => crowd.sales.length >= crowdSize / 2, { withinMs: recoverMsMax });
    const downAt = performance.now();
    await shop.engines[name].kill();
    await sleep(downMs);
    const startAt = performance.now();
    await shop.engines[name].start();
    const backAt = performance.now();
    const firstSale = await waitUntil(() => crowd.sales.find(({ begunAt }) => begunAt > backAt), {
      withinMs: recoverMsMax,
    });
    await crowd.stop();
    recoveries.push({
      engine: name,
      engineStartMs: Math.round(backAt - startAt),
      firstSaleMs: Math.round(firstSale.endedAt - backAt),
      salesWithout: crowd.sales.filter(
        ({ begunAt, endedAt }) => begunAt > downAt && endedAt < startAt,
      ).length,
    });
  }
  return recoveries;
}

async function report(given: {
  options: BenchOptions;
  sales: Sales;
  lag: Lag;
  recovery: readonly Recovery[];
  faults: readonly string[];
}): Promise<void> {
  const { options, sales, lag, recovery, faults } = given;
  const perSecond = (measured: readonly Measured[]) =>
    Number(median(measured.map((round) => round.sales / round.seconds)).toFixed(1));
  const latency = (measured: readonly Measured[], share: number) => {
    const all = measured.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
    return Math.round(all[Math.floor(all.length * share)] ?? Number.NaN);
  };
  const figures = {
    bench: 'engines',
    date: today(),
    concurrency: options.concurrency,
    rounds,
    seconds: options.seconds,
    embeddedSalesPerSecond: perSecond(sales.embedded),
    enginesSalesPerSecond: perSecond(sales.engines),
    ratio: Number((perSecond(sales.engines) / perSecond(sales.embedded)).toFixed(3)),
    commitsPerSecond: sales.commitsPerSecond,
    embeddedP50Ms: latency(sales.embedded, 0.5),
    embeddedP99Ms: latency(sales.embedded, 0.99),
    enginesP50Ms: latency(sales.engines, 0.5),
    enginesP99Ms: latency(sales.engines, 0.99),
    lag,
    recovery,
    faults,
  };
  const lines = recovery.map(
    ({ engine, engineStartMs, firstSaleMs, salesWithout }) =>
      `  ${engine.padEnd(12)} ${String(engineStartMs).padStart(12)} ${String(firstSaleMs).padStart(18)} ${String(salesWithout).padStart(18)}`,
  );
  const behind = Object.entries(lag.behind).map(([who, messages]) => `${who} ${messages}`);
  console.log(`
Complete sales through the gateway, medians of ${rounds} alternating rounds of ${options.seconds} s

                        embedded    on the engines
  sales a second        ${String(figures.embeddedSalesPerSecond).padEnd(11)} ${figures.enginesSalesPerSecond} (ratio ${figures.ratio})
  p50 / p99 in ms       ${`${figures.embeddedP50Ms} / ${figures.embeddedP99Ms}`.padEnd(11)} ${figures.enginesP50Ms} / ${figures.enginesP99Ms}
  single-row commits    ${sales.commitsPerSecond} a second on the engines’ PostgreSQL

After ${lag.bookings} bookings in ${lag.seconds.toFixed(0)} s: behind by ${behind.join(', ')}; caught up after ${lag.caughtUpMs} ms

  killed for ${downMs / 1000} s  answers again, ms   next sale done, ms   sales without it
${lines.join('\n')}

  not whole             ${faults.length === 0 ? 'none' : faults.join('; ')}
`);
  await tellResult(figures, options.save);
}
