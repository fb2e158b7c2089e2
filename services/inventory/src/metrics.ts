import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Command, Result } from './domain/commands.ts';
import type { DecidedBatch } from './domain/decide-batch.ts';

/** What inventory tells of itself. Everything on the hot path is counted in plain numbers. */
export interface InventoryMetrics {
  countReply(kind: Command['kind'], result: Result): void;
  countBatch(batch: DecidedBatch): void;
  /** How long one commit took, from sending the statement to its reply. */
  observeCommit(seconds: number): void;
  countFenced(): void;
  countLostLease(): void;
  countCommitFailure(): void;
  countPublishFailure(): void;
  /** Told how to look these up when a scrape comes. */
  setGauges(read: () => { performances: number; waiting: number; watchers: number }): void;
}

const commitBucketsSeconds = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1];
const batchBuckets = [1, 4, 16, 64, 256, 1024, 2048];

export function createInventoryMetrics(registry: Registry): InventoryMetrics {
  const registers = [registry];
  /** By result, by kind: no text is put together for each reply. */
  const replies = new Map<string, Map<string, { count: number }>>();
  new Counter({
    name: 'inventory_commands_total',
    help: 'Commands answered, by what they wanted and what came of it',
    labelNames: ['command', 'result'],
    registers,
    collect() {
      this.reset();
      for (const [command, results] of replies) {
        for (const [result, { count }] of results) this.inc({ command, result }, count);
      }
    },
  });
  const expired = new Counter({
    name: 'inventory_expired_holds_total',
    help: 'Holds whose time ran out',
    registers,
  });
  const seatsSold = new Counter({
    name: 'inventory_sold_seats_total',
    help: 'Seats sold for good',
    registers,
  });
  const seatsReturned = new Counter({
    name: 'inventory_returned_seats_total',
    help: 'Sold seats given back',
    registers,
  });
  const batchSize = new Histogram({
    name: 'inventory_batch_effects',
    help: 'Changes written in one journal row',
    buckets: batchBuckets,
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'inventory_commit_seconds',
    help: 'Seconds of one durable commit',
    buckets: commitBucketsSeconds,
    registers,
  });
  const fenced = new Counter({
    name: 'inventory_fenced_batches_total',
    help: 'Batches that lost to another writer of the same performance',
    registers,
  });
  const lostLeases = new Counter({
    name: 'inventory_lost_leases_total',
    help: 'Performances that another instance took over from this one',
    registers,
  });
  const commitFailures = new Counter({
    name: 'inventory_commit_failures_total',
    help: 'Commits that failed, or whose outcome is not known',
    registers,
  });
  const publishFailures = new Counter({
    name: 'inventory_publish_failures_total',
    help: 'Times the bus did not take the availability',
    registers,
  });

  return {
    countReply(kind, result) {
      const results = replies.get(kind) ?? new Map<string, { count: number }>();
      if (results.size === 0) replies.set(kind, results);
      const series = results.get(result);
      if (series === undefined) results.set(result, { count: 1 });
      else series.count += 1;
    },
    countBatch(batch) {
      batchSize.observe(batch.effects.length);
      if (batch.expiredCount > 0) expired.inc(batch.expiredCount);
      if (batch.sold.length > 0) seatsSold.inc(batch.sold.length);
      if (batch.returned.length > 0) seatsReturned.inc(batch.returned.length);
    },
    observeCommit: (seconds) => commitSeconds.observe(seconds),
    countFenced: () => fenced.inc(),
    countLostLease: () => lostLeases.inc(),
    countCommitFailure: () => commitFailures.inc(),
    countPublishFailure: () => publishFailures.inc(),
    setGauges(read) {
      const gauges = [
        ['inventory_open_performances', 'Performances in memory', 'performances'],
        ['inventory_waiting_commands', 'Commands that wait for their batch', 'waiting'],
        ['inventory_watchers', 'Streams that follow a performance', 'watchers'],
      ] as const;
      for (const [name, help, key] of gauges) {
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read()[key]);
          },
        });
      }
    },
  };
}
