import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import { quietLogger, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBookingConfig } from '../src/config.ts';
import { openBookingStore } from '../src/engines/open-booking-store.ts';
import { readAllBookings, toAudited } from '../src/service.ts';
import { messageOf, recordOf, withTickets } from './booking-records.ts';

let engine: LocalEngine;
let folder: string;
beforeAll(async () => {
  engine = await startEngine('dynamodb');
  folder = await mkdtemp(join(tmpdir(), 'ticketing-copy-'));
}, 600_000);
afterAll(async () => {
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

const variablesOf = (table: string) => ({ ...engine.variables, DYNAMODB_TABLE_NAME: table });
const open = (table: string) => openBookingStore(loadBookingConfig(variablesOf(table)));

/** The command as an operator runs it. */
async function copy(direction: string, table: string, file: string) {
  const main = join(import.meta.dirname, '../src/copy-table.ts');
  const child = spawn(process.execPath, [main, direction, file], {
    env: { PATH: process.env.PATH, ...variablesOf(table) },
    cwd: folder,
  });
  const [said, complained, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { status, said: said + complained };
}

test('a table that was lost is restored from its copy: bookings, names, messages', async () => {
  const lost = await open('lost');
  const records = Array.from({ length: 60 }, () => recordOf());
  for (const record of records) {
    await lost.store.create(record, [messageOf(record.id, 'booking.created')]);
    await lost.store.save(withTickets(record), [messageOf(record.id, 'booking.confirmed')]);
  }
  const [sample] = records;
  const kept = await lost.store.get(sample?.id ?? '');
  await lost.close();
  const file = join(folder, 'bookings.jsonl');
  expect(await copy('export', 'lost', file)).toMatchObject({ status: 0 });
  expect((await stat(file)).mode & 0o077).toBe(0);
  const again = await copy('export', 'lost', file);
  expect([again.status, again.said]).toEqual([1, expect.stringContaining('EEXIST')]);

  // A booking's item, its key's, and two names of each of its two tickets.
  const itemCount = 60 * (2 + 2 * 2);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(itemCount);
  const restoring = await copy('import', 'restored', file);
  expect(restoring).toEqual({
    status: 0,
    said: `${itemCount} items written to the table restored.\n`,
  });
  const refused = await copy('import', 'restored', file);
  expect([refused.status, refused.said]).toEqual([1, expect.stringContaining('is not empty')]);

  const restored = await open('restored');
  if (kept === undefined || sample === undefined) throw new Error('no booking');
  expect(await restored.store.get(sample.id)).toEqual(kept);
  const { customerId, idempotencyKey } = sample;
  expect(await restored.store.findByIdempotencyKey(customerId, idempotencyKey)).toEqual(kept);
  const shortId = kept.seats[0]?.ticket?.shortId ?? '';
  expect(await restored.store.findByTicket({ shortId })).toEqual(kept);
  const published = new Map<string, string[]>();
  const relay = restored.startRelay({
    eventBus: {
      async publish(_topic, messages) {
        for (const { key, type } of messages) {
          published.set(key, [...(published.get(key) ?? []), type]);
        }
      },
    },
    topic: 'booking-events',
    log: quietLogger(),
  });
  await waitUntil(() => published.size === records.length, { withinMs: 20_000 });
  await relay.close();
  await restored.close();
  expect(new Set([...published.values()].map((types) => types.join()))).toEqual(
    new Set(['booking.created,booking.confirmed']),
  );
});

test('all bookings are read as a check of sales needs them', async () => {
  const bookings = await open('checked');
  const record = recordOf();
  await bookings.store.create(record, []);
  const confirmed = await bookings.store.save(withTickets(record), []);
  await bookings.close();
  const read = [];
  for await (const booking of readAllBookings(loadBookingConfig(variablesOf('checked')))) {
    read.push(booking);
  }
  expect(read).toEqual([confirmed && toAudited(confirmed)]);
  const seats = [1, 2].map((seatNo) => ({ seatNo, ticket: { state: 'valid' } }));
  expect(read).toMatchObject([{ id: record.id, state: 'confirmed', totalMinor: 198_000, seats }]);
});
