import { createByteReader, createByteWriter } from '@ticketing/inventory-client/bytes';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import type { Effect } from '../domain/commands.ts';
import { readHoldById } from '../domain/hold-table.ts';
import { readEffects, writeEffects } from './journal-codec.ts';
import { decodeSnapshot } from './snapshot-codec.ts';

const read = (bytes: Uint8Array, nowMs: number) =>
  readEffects(createByteReader(bytes), bytes.length, nowMs);

test('every effect comes back from the journal as it was written', () => {
  const nowMs = 1_700_000_000_000;
  const terms = { kind: 'terms_set', revision: 7, ticketsPerCustomerMax: 4, closed: true } as const;
  const effects: Effect[] = [
    {
      ...{ kind: 'held', holdId: 'h', customerId: '김', seatNos: [9, 3, 60_000] },
      expiresAtMs: nowMs + 60_000,
    },
    { kind: 'released', holdId: 'h' },
    { kind: 'confirmed', holdId: 'h', bookingId: 'b' },
    { kind: 'returned', bookingId: 'b', returnId: 'r', seatNos: [3] },
    { kind: 'expired', holdIds: ['h', 'i'] },
    { ...terms, preventSingleSeats: true, accessibleReleaseAtMs: nowMs },
    { ...terms, preventSingleSeats: false, accessibleReleaseAtMs: undefined },
    { kind: 'extended', holdId: 'h', deferred: true, expiresAtMs: nowMs + 604_800_000 },
    { kind: 'blocks_changed', changeId: 'c', block: [5, 4], release: [] },
  ];
  const writer = createByteWriter();
  writeEffects(writer, effects, nowMs);
  expect(read(writer.bytes(), nowMs)).toEqual(effects);
});

test('terms that were written before there were rules are read as without them', () => {
  // Format 1, tag 6: revision 7, limit 4, closed.
  expect(read(Uint8Array.from([1, 6, 7, 4, 1]), 0)).toEqual([
    {
      ...{ kind: 'terms_set', revision: 7, ticketsPerCustomerMax: 4, closed: true },
      ...{ preventSingleSeats: false, accessibleReleaseAtMs: undefined },
    },
  ]);
  expect(() => read(Uint8Array.from([1, 99]), 0)).toThrow(/tag 99/);
});

test('a snapshot of the first format is still read', () => {
  const layout = layoutOf([{ id: 'a', level: 0, rows: [8] }], [7]);
  const writer = createByteWriter();
  // Format, version, clock, limit, open, revision of the terms.
  for (const value of [1, 12, 5_000, 4, 0, 3]) writer.uint(value);
  writer.uint(1);
  writer.uint(0);
  writer.text('h1');
  writer.text('ann');
  writer.uints([2, 3]);
  writer.uint(11);
  writer.uint(65_000);
  writer.text('');
  writer.uints([2, 3]);
  writer.uint(0);
  writer.uint(0);
  const state = decodeSnapshot(layout, writer.bytes());
  expect(state).toMatchObject({ version: 12, nowMs: 5_000, termsRevision: 3, heldCount: 1 });
  expect(readHoldById(state.holds, 'h1')).toMatchObject({
    takenAtMs: 5_000,
    extended: 0,
    fence: 11,
  });
  expect([...state.status]).toEqual([0, 0, 1, 1, 0, 0, 0, 3]);
});
