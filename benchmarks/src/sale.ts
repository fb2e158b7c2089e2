import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { findSaleFaults } from '@ticketing/platform';
import { openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import {
  buy,
  createShopApi,
  findOffers,
  type Offer,
  RefusedError,
  register,
  type ShopApi,
} from '@ticketing/testing';
import { type CpuSeconds, runPlatform } from './running-platform.ts';
import { tellResult, today } from './save-result.ts';

const accountsCount = 320;
const offersCount = 24;
const warmUpSeconds = 5;
const limitSeconds = 3;
const limitInFlight = 64;
const settleMsMax = 20_000;

export interface BenchOptions {
  readonly seconds: number;
  readonly concurrency: number;
  /** Also into `benchmarks/results`, dated. */
  readonly save: boolean;
}

export interface Measured {
  readonly sales: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
  readonly refusals: Readonly<Record<string, number>>;
  /** The shoppers are this process. */
  readonly cpuSeconds: CpuSeconds & { readonly shoppers: number };
}

/**
 * Complete sales a second through the gateway on the embedded engines, with the check that nothing was
 * oversold and no money is without tickets. Beside it the physical limit of the same run: single-row
 * commits a second on the same PostgreSQL, before and after.
 */
export async function benchSale(options: BenchOptions): Promise<boolean> {
  const platform = await runPlatform();
  const api = createShopApi(platform.apiUrl, options.concurrency);
  const database = openSqlDatabase({
    url: platform.databaseUrl,
    schema: 'public',
    applicationName: 'bench',
    poolSize: limitInFlight,
  });
  try {
    const offers = await findOffers(api, offersCount);
    const tokens = await openAccounts(api);
    const commitsBefore = await measureCommits(database);
    const { cpuSeconds } = platform;
    const shop = { cpuSeconds, api, offers, tokens, concurrency: options.concurrency };
    await sell(shop, warmUpSeconds);
    const measured = await sell(shop, options.seconds);
    const commitsAfter = await measureCommits(database);
    const faults = await untilWhole(() => findSaleFaults(database));
    const commits = (commitsBefore + commitsAfter) / 2;
    await report({ options, measured, commits, faults });
    return faults.length === 0 && measured.sales > 0;
  } finally {
    await api.close();
    await database.close();
    await platform.close();
  }
}

export async function openAccounts(api: ShopApi, count = accountsCount): Promise<string[]> {
  const tokens: string[] = [];
  for (let number = 0; number < count; number += 8) {
    tokens.push(
      ...(await Promise.all(Array.from({ length: 8 }, (_, each) => register(api, number + each)))),
    );
  }
  return tokens;
}

export interface Shop {
  readonly cpuSeconds: () => Promise<CpuSeconds>;
  readonly api: ShopApi;
  readonly offers: readonly Offer[];
  readonly tokens: readonly string[];
  readonly concurrency: number;
}

/** Which account buys where next: every account at most twice (4 seats) at a performance. */
let turn = 0;
function nextTurn({ tokens, offers }: Shop): { token: string; offer: Offer } {
  const account = turn % tokens.length;
  const round = Math.floor(turn / tokens.length);
  const token = tokens[account];
  const offer = offers[(round + account) % offers.length];
  turn += 1;
  if (token === undefined || offer === undefined) throw new Error('nobody or nothing to sell to');
  return { token, offer };
}

/**
 * Lets `concurrency` shoppers buy; answers what was sold in so many seconds of full work: from when as many sales
 * have ended as there are shoppers, until before the last ones are waited for.
 */
export async function sell(shop: Shop, seconds: number): Promise<Measured> {
  const latenciesMs: number[] = [];
  const refusals: Record<string, number> = {};
  const full = Promise.withResolvers<void>();
  let ended = 0;
  let isOpen = true;
  let counts = false;

  async function keepBuying(): Promise<void> {
    while (isOpen) {
      const { token, offer } = nextTurn(shop);
      const begunAt = performance.now();
      try {
        await buy(shop.api, token, offer);
        if (counts) latenciesMs.push(performance.now() - begunAt);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        refusals[error.code] = (refusals[error.code] ?? 0) + 1;
      }
      ended += 1;
      if (ended === shop.concurrency) full.resolve();
    }
  }

  const shoppers = Promise.all(Array.from({ length: shop.concurrency }, keepBuying));
  await Promise.race([full.promise, shoppers]);
  const before = await readCpu(shop);
  counts = true;
  const startedAt = performance.now();
  await Promise.race([sleep(seconds * 1000), shoppers]);
  counts = false;
  const lastedSeconds = (performance.now() - startedAt) / 1000;
  const after = await readCpu(shop);
  isOpen = false;
  await shoppers;
  return {
    sales: latenciesMs.length,
    seconds: lastedSeconds,
    latenciesMs: latenciesMs.sort((a, b) => a - b),
    refusals,
    cpuSeconds: {
      platform: after.platform - before.platform,
      postgres: after.postgres - before.postgres,
      shoppers: after.shoppers - before.shoppers,
    },
  };
}

async function readCpu(shop: Shop): Promise<Measured['cpuSeconds']> {
  const { user, system } = process.cpuUsage();
  return { ...(await shop.cpuSeconds()), shoppers: (user + system) / 1e6 };
}

/** Single-row durable commits a second with 64 in flight: what no sale of ours can be faster than. */
export async function measureCommits(database: SqlDatabase): Promise<number> {
  await database.query('create table if not exists public.bench_limit (id bigserial, note text)');
  let commits = 0;
  const endAt = performance.now() + limitSeconds * 1000;
  await Promise.all(
    Array.from({ length: limitInFlight }, async () => {
      while (performance.now() < endAt) {
        await database.query('insert into public.bench_limit (note) values ($1)', ['sale']);
        commits += 1;
      }
    }),
  );
  return commits / limitSeconds;
}

/** Sales under way when the clock ran out are given their time to end. */
export async function untilWhole(findFaults: () => Promise<string[]>): Promise<string[]> {
  const deadline = performance.now() + settleMsMax;
  let faults = await findFaults();
  while (faults.length > 0 && performance.now() < deadline) {
    await sleep(500);
    faults = await findFaults();
  }
  return faults;
}

async function report({
  options,
  measured,
  commits,
  faults,
}: {
  options: BenchOptions;
  measured: Measured;
  commits: number;
  faults: readonly string[];
}): Promise<void> {
  const percentile = (share: number) =>
    Math.round(measured.latenciesMs[Math.floor(measured.latenciesMs.length * share)] ?? Number.NaN);
  const salesPerSecond = measured.sales / measured.seconds;
  const msPerSale = (cpuSeconds: number) =>
    Number(((cpuSeconds * 1000) / measured.sales).toFixed(2));
  const figures = {
    bench: 'sale',
    date: today(),
    cores: cpus().length,
    concurrency: options.concurrency,
    seconds: Number(measured.seconds.toFixed(1)),
    sales: measured.sales,
    salesPerSecond: Number(salesPerSecond.toFixed(1)),
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    platformCpuMsPerSale: msPerSale(measured.cpuSeconds.platform),
    postgresCpuMsPerSale: msPerSale(measured.cpuSeconds.postgres),
    shoppersCpuMsPerSale: msPerSale(measured.cpuSeconds.shoppers),
    commitsPerSecond: Math.round(commits),
    salesPerCommit: Number((salesPerSecond / commits).toFixed(4)),
    refusals: measured.refusals,
    faults,
  };
  console.log(`
Complete sales through the gateway: waiting room, hold, card, capture, tickets (2 seats each)

  sales a second        ${figures.salesPerSecond}
  p50 / p99             ${figures.p50Ms} ms / ${figures.p99Ms} ms
  CPU a sale            platform ${figures.platformCpuMsPerSale} ms, PostgreSQL ${figures.postgresCpuMsPerSale} ms, shoppers ${figures.shoppersCpuMsPerSale} ms
  single-row commits    ${figures.commitsPerSecond} a second on the same PostgreSQL (ratio ${figures.salesPerCommit})
  refused               ${JSON.stringify(figures.refusals)}
  oversold, unpaid      ${faults.length === 0 ? 'none' : faults.join('; ')}
`);
  await tellResult(figures, options.save);
}
