import { cpus } from 'node:os';
import { newId } from '@ticketing/service-kit';
import { measureDisk } from './inventory/disk.ts';
import { type Hall, seatedHall, standingHall } from './inventory/halls.ts';
import { type Figures, measure, measureAtRate, median, medianOf } from './inventory/load.ts';
import { hasRedis, startRedisPeer } from './inventory/redis-peer.ts';
import { measureRestarts, type Restart } from './inventory/restart.ts';
import { sellOut } from './inventory/sell-out.ts';
import { createSqlPeer } from './inventory/sql-peer.ts';
import { type InventoryGround, startInventoryGround } from './inventory/start-inventory.ts';
import type { BenchOptions } from './sale.ts';
import { tellResult, today } from './save-result.ts';

const capacity = 60_000;
const poolPlaces = 50_000;
const restartRows = 1_000_000;
const inFlight = 256;
const bestInFlight = 32;
/**
 * Before each round, so that code is compiled, and what opening performances left in memory is sorted out, as
 * it is after a minute of a sale.
 */
const warmUpSeconds = 1;
const churnPerSecond = 6_000;
const rounds = 5;
const redisPort = 16_379;
/** One seat in five is free, by twos to nines. */
const isScattered = (seatNo: number) =>
  seatNo % 40 < 8 || (seatNo % 400 >= 20 && seatNo % 400 < 29);

/** A row of the table: ours, a peer of the same run, how much more it is, and how much it must be. */
interface Row {
  readonly name: string;
  readonly ours: Figures;
  readonly peer: number;
  readonly ratio: number;
  readonly mustReach: number;
}

/**
 * Inventory's speed through its gRPC door, beside peers on the same machine in alternating rounds: the
 * same hold as a script of Redis, one UPDATE a hold, SKIP LOCKED, and a one-row pool. Client, service and
 * databases share the cores.
 */
export async function benchInventory(options: BenchOptions): Promise<boolean> {
  const seconds = Math.max(1, Math.round(options.seconds / 5));
  const ground = await startInventoryGround();
  try {
    const rows = [
      ...(await compareHolds(ground, seconds)),
      ...(await compareBest(ground, seconds)),
      ...(await comparePools(ground, seconds)),
    ];
    const holds = rows[0]?.ours;
    if (holds === undefined) throw new Error('nothing was measured');
    const half = await atHalf(ground, holds.perSecond / 2, seconds);
    const churned = await churn(ground, seconds * 6);
    const out = await sellOut(ground);
    const restart = await measureRestarts(ground, restartRows);
    await report({ options, rows, half, churned, out, restart });
    return out.faults.length === 0;
  } finally {
    await ground.close();
  }
}

/** Halls that a second of holds or of places may sell out, at the most. */
const hallsASecond = 10;
const poolsASecond = 3;

const compare = (name: string, row: Pick<Row, 'ours' | 'peer' | 'mustReach'>): Row => ({
  name,
  ...row,
  ratio: row.ours.perSecond / row.peer,
});

/** Opens performances, as they are before a sale begins; each call names the next one. */
async function openPerformances(
  { client, add }: InventoryGround,
  hall: Hall,
  count: number,
): Promise<() => string> {
  const opened: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const performanceId = add(hall);
    await client.getSeatStatus(performanceId);
    opened.push(performanceId);
  }
  return () => {
    const next = opened.pop();
    if (next === undefined) throw new Error('more was sold than there are seats');
    return next;
  };
}

/** Sells out hall after hall for so long, and is warm: each hold takes the next four seats. */
async function holder(ground: InventoryGround, seconds: number): Promise<() => Promise<void>> {
  const { client } = ground;
  const count = Math.ceil((warmUpSeconds + seconds) * hallsASecond);
  const next = await openPerformances(ground, seatedHall(capacity), count);
  let performanceId = '';
  let nextSeat = capacity;
  return warm(async () => {
    if (nextSeat + 4 > capacity) {
      performanceId = next();
      nextSeat = 0;
    }
    const first = nextSeat;
    nextSeat += 4;
    const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
    const seatNos = [first, first + 1, first + 2, first + 3];
    const { result } = await client.holdSeats({ ...hold, seatNos, holdSeconds: 3600 });
    if (result !== 'OK') throw new Error(`a hold was refused: ${result}`);
  });
}

async function warm(call: () => Promise<void>): Promise<() => Promise<void>> {
  await measure({ inFlight, seconds: warmUpSeconds }, call);
  return call;
}

async function compareHolds(ground: InventoryGround, seconds: number): Promise<Row[]> {
  const peer = await createSqlPeer(ground.database, { capacity, isFree: isScattered });
  const redis = hasRedis()
    ? [await startRedisPeer(redisPort, true), await startRedisPeer(redisPort + 1, false)]
    : [];
  const ours: Figures[] = [];
  const updates: Figures[] = [];
  const scripts: number[][] = redis.map(() => []);
  try {
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await measure({ inFlight, seconds }, await holder(ground, seconds)));
      updates.push(await measure({ inFlight, seconds }, peer.holdFour));
      for (const [place, each] of redis.entries()) {
        scripts[place]?.push(await each.measure(inFlight));
      }
    }
  } finally {
    for (const each of redis) await each.close();
  }
  const mine = medianOf(ours);
  const row = (name: string, peer: number, mustReach: number) =>
    compare(name, { ours: mine, peer, mustReach });
  return [
    row('holds of 4: one UPDATE each, pool of 10', medianOf(updates).perSecond, 10),
    ...scripts.map((rates, place) =>
      place === 0
        ? row('holds of 4: Redis script, AOF always', median(rates), 4)
        : row('holds of 4: Redis script, nothing kept', median(rates), 1.5),
    ),
  ];
}

/** Hold and release, so that the map stays as it is; a release is no hold, so holds alone are counted. */
async function compareBest(ground: InventoryGround, seconds: number): Promise<Row[]> {
  const { client } = ground;
  const performanceId = ground.add(seatedHall(capacity));
  await scatter(ground, performanceId);
  const peer = await createSqlPeer(ground.database, { capacity, isFree: isScattered });
  const best = async () => {
    const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
    const asked = { ...hold, levelCode: 'R', quantity: 4, holdSeconds: 600 };
    const { result, seatNos } = await client.holdBestAvailable(asked);
    if (result !== 'OK' || seatNos.length !== 4) throw new Error(`no best seats: ${result}`);
    void client.releaseHold(hold);
  };
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  await measure({ inFlight: bestInFlight, seconds: warmUpSeconds }, best);
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measure({ inFlight: bestInFlight, seconds }, best));
    theirs.push(await measure({ inFlight: bestInFlight, seconds }, peer.holdBestFour));
  }
  const name = 'best 4 of a map 80 % sold: SKIP LOCKED';
  return [compare(name, { ours: medianOf(ours), peer: medianOf(theirs).perSecond, mustReach: 20 })];
}

/** Sells all seats but the scattered ones. */
async function scatter({ client }: InventoryGround, performanceId: string): Promise<void> {
  const sold = Array.from({ length: capacity }, (_, seatNo) => seatNo).filter(
    (seatNo) => !isScattered(seatNo),
  );
  for (let from = 0; from < sold.length; from += 5_000) {
    const holds: Promise<unknown>[] = [];
    for (let at = from; at < Math.min(from + 5_000, sold.length); at += 20) {
      const seatNos = sold.slice(at, at + 20);
      const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
      holds.push(client.holdSeats({ ...hold, seatNos, holdSeconds: 3600 }));
    }
    await Promise.all(holds);
  }
}

async function comparePools(ground: InventoryGround, seconds: number): Promise<Row[]> {
  const peer = await createSqlPeer(ground.database, { capacity: 40, isFree: () => true });
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measure({ inFlight, seconds }, await taker(ground, seconds)));
    theirs.push(await measure({ inFlight, seconds }, peer.takePlace));
  }
  const name = 'a place of one hot pool: one-row UPDATE';
  return [compare(name, { ours: medianOf(ours), peer: medianOf(theirs).perSecond, mustReach: 20 })];
}

/** Takes place after place of one pool, until the next one is needed, and is warm. */
async function taker(ground: InventoryGround, seconds: number): Promise<() => Promise<void>> {
  const { client } = ground;
  const count = Math.ceil((warmUpSeconds + seconds) * poolsASecond);
  const next = await openPerformances(ground, standingHall(poolPlaces), count);
  let performanceId = '';
  let left = 0;
  return warm(async () => {
    if (left === 0) {
      performanceId = next();
      left = poolPlaces;
    }
    left -= 1;
    const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
    const asked = { ...hold, levelCode: 'R', quantity: 1, holdSeconds: 3600 };
    const { result } = await client.holdBestAvailable(asked);
    if (result !== 'OK') throw new Error(`no place: ${result}`);
  });
}

interface AtHalf {
  readonly ours: Figures;
  /** No answer can be durable sooner. */
  readonly disk: Figures;
}

async function atHalf(
  ground: InventoryGround,
  perSecond: number,
  seconds: number,
): Promise<AtHalf> {
  const ours: Figures[] = [];
  const disk: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const hold = await holder(ground, seconds * 2);
    ours.push(await measureAtRate({ perSecond, seconds: seconds * 2 }, hold));
    disk.push(await measureDisk(seconds));
  }
  return { ours: medianOf(ours), disk: medianOf(disk) };
}

/**
 * Holds taken and given back on one performance, which remembers them all: what grows with its memory, such
 * as writing it down, must not show in anybody's waiting.
 */
async function churn({ client, add }: InventoryGround, seconds: number): Promise<Figures> {
  const performanceId = add(seatedHall(capacity));
  await client.getSeatStatus(performanceId);
  const places = capacity / 6;
  let taken = 0;
  return measureAtRate({ perSecond: churnPerSecond, seconds }, async () => {
    const first = (taken % places) * 6;
    taken += 1;
    const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
    const seatNos = [first, first + 1, first + 2, first + 3];
    const { result } = await client.holdSeats({ ...hold, seatNos, holdSeconds: 600 });
    if (result !== 'OK') throw new Error(`a hold was refused: ${result}`);
    void client.releaseHold(hold);
  });
}

async function report({
  options,
  rows,
  half,
  churned,
  out,
  restart,
}: {
  options: BenchOptions;
  rows: readonly Row[];
  half: AtHalf;
  churned: Figures;
  out: Awaited<ReturnType<typeof sellOut>>;
  restart: Restart;
}): Promise<void> {
  const rate = (value: number) => Math.round(value).toLocaleString('en').padStart(9);
  const toSeconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
  const lines = rows.map(
    ({ name, ours, peer, ratio, mustReach }) =>
      `  ${name.padEnd(42)} ${rate(ours.perSecond)}/s  p99 ${ours.p99Ms.toFixed(1).padStart(6)} ms` +
      `  peer ${rate(peer)}/s  ratio ${ratio.toFixed(1).padStart(5)} (must reach ${mustReach})`,
  );
  console.log(`
Inventory through its gRPC door, ${inFlight} in flight, every answer durable

${lines.join('\n')}
  ${'holds at half of the maximum rate'.padEnd(42)} ${rate(half.ours.perSecond)}/s  p99 ${half.ours.p99Ms.toFixed(1).padStart(6)} ms  (must stay below 10)
  ${'the disk alone, one block forced at a time'.padEnd(42)} ${rate(half.disk.perSecond)}/s  p99 ${half.disk.p99Ms.toFixed(1).padStart(6)} ms
  ${'holds taken and given back, all remembered'.padEnd(42)} ${rate(churned.perSecond)}/s  p99 ${churned.p99Ms.toFixed(1).padStart(6)} ms
  60,000 seats sold out to 20,000 buyers in ${out.seconds.toFixed(1)} s (${rate(out.commandsPerSecond).trim()} commands/s); ${out.faults.length === 0 ? 'nothing oversold, all adds up' : out.faults.slice(0, 5).join('; ')}
  first hold after a start with ${restart.journalRows.toLocaleString('en')} journal rows: ${toSeconds(restart.ofManyMs)} s of many performances, ${toSeconds(restart.ofOneKeptMs)} s of one, ${toSeconds(restart.ofOneMs)} s of one without its snapshot  (must stay below 3)
${hasRedis() ? '' : '  Redis is not installed: its two rows were not run.\n'}`);
  const short = (value: number) => Number(value.toFixed(2));
  await tellResult(
    {
      bench: 'inventory',
      date: today(),
      cores: cpus().length,
      inFlight,
      rows: rows.map(({ name, ours, peer, ratio, mustReach }) => ({
        name,
        perSecond: Math.round(ours.perSecond),
        p50Ms: short(ours.p50Ms),
        p99Ms: short(ours.p99Ms),
        peerPerSecond: Math.round(peer),
        ratio: short(ratio),
        mustReach,
      })),
      half: {
        perSecond: Math.round(half.ours.perSecond),
        p99Ms: short(half.ours.p99Ms),
        diskPerSecond: Math.round(half.disk.perSecond),
        diskP50Ms: short(half.disk.p50Ms),
        diskP99Ms: short(half.disk.p99Ms),
      },
      churn: { perSecond: Math.round(churned.perSecond), p99Ms: short(churned.p99Ms) },
      sellOut: {
        ...out,
        seconds: short(out.seconds),
        commandsPerSecond: Math.round(out.commandsPerSecond),
      },
      restart: {
        journalRows: restart.journalRows,
        ofManyMs: Math.round(restart.ofManyMs),
        ofOneKeptMs: Math.round(restart.ofOneKeptMs),
        ofOneMs: Math.round(restart.ofOneMs),
      },
    },
    options.save,
  );
}
