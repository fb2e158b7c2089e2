import { fileURLToPath } from 'node:url';
import { loadSync } from '@grpc/proto-loader';
import { inventoryProtoUrl } from '@ticketing/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExecuteMethod } from './execute-codec.ts';
import { loadInventoryMethods, type WireCommand, type WireOutcome } from './wire.ts';

const ours = loadInventoryMethods().Execute;
/** What any other gRPC peer makes of the contract. */
const given = loadSync(fileURLToPath(inventoryProtoUrl), { longs: Number, defaults: true })[
  'ticketing.inventory.v1.Inventory'
] as unknown as { Execute: ExecuteMethod };

const uint32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffff_ffff }));
const uint53 = fc.oneof(fc.nat(300), fc.maxSafeNat());
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const seatNos = fc.array(uint32, { maxLength: 60 });
/** Most commands of a batch are of few performances. */
const performanceId = fc.oneof(text, fc.constantFrom('', 'prf_1', 'prf_2', '공연'));
const named = { performanceId, holdId: text, customerId: text };
const accessible = fc.boolean();

const command: fc.Arbitrary<Omit<WireCommand, 'id'>> = fc.oneof(
  fc.record({ holdSeats: fc.record({ ...named, seatNos, holdSeconds: uint32, accessible }) }),
  fc.record({
    holdBestAvailable: fc.record({
      ...named,
      levelCode: text,
      quantity: uint32,
      sectionId: text,
      holdSeconds: uint32,
      accessible,
    }),
  }),
  fc.record({ releaseHold: fc.record(named) }),
  fc.record({ confirmHold: fc.record({ ...named, fence: uint53, bookingId: text }) }),
  fc.record({
    returnSeats: fc.record({ performanceId, bookingId: text, seatNos, returnId: text }),
  }),
  fc.record({
    extendHold: fc.record({
      ...named,
      fence: uint53,
      expiresAtMs: uint53,
      deferred: fc.boolean(),
    }),
  }),
  fc.record({
    changeBlocks: fc.record({
      performanceId: text,
      changeId: text,
      block: seatNos,
      release: seatNos,
    }),
  }),
  fc.constant({}),
);
const holdReply = fc.record({
  result: fc.nat(20),
  seatNos,
  fence: uint53,
  expiresAtMs: uint53,
  conflicts: seatNos,
  limit: uint32,
});
const resultReply = fc.record({ result: fc.nat(20) });
const outcome: fc.Arbitrary<Omit<WireOutcome, 'id'>> = fc.oneof(
  fc.record({ hold: holdReply }),
  fc.record({ release: resultReply }),
  fc.record({ confirm: resultReply }),
  fc.record({ return: resultReply }),
  fc.record({ extend: holdReply }),
  fc.record({ blocks: fc.record({ result: fc.nat(20), conflicts: seatNos }) }),
  fc.constant({}),
);
const batchOf = <Item, More>(item: fc.Arbitrary<Item>, more: fc.Arbitrary<More>) =>
  fc.array(
    fc.tuple(uint32, item, more).map(([id, one, rest]) => ({ id, ...one, ...rest })),
    { maxLength: 8 },
  );
const commands = batchOf(command, fc.record({ traceparent: text }));
const outcomes = batchOf(outcome, fc.record({ leader: text }));

describe('the codecs of the hot path', () => {
  test('write and read commands as every other peer does', () => {
    fc.assert(
      fc.property(commands, (batch) => {
        const { requestSerialize: write, requestDeserialize: read } = given.Execute;
        const expected = read(write({ commands: batch }));
        expect(read(ours.requestSerialize({ commands: batch }))).toEqual(expected);
        expect(ours.requestDeserialize(write({ commands: batch }))).toEqual(expected);
      }),
    );
  });

  test('write and read outcomes as every other peer does', () => {
    fc.assert(
      fc.property(outcomes, (batch) => {
        const { responseSerialize: write, responseDeserialize: read } = given.Execute;
        const expected = read(write({ outcomes: batch }));
        expect(read(ours.responseSerialize({ outcomes: batch }))).toEqual(expected);
        expect(ours.responseDeserialize(write({ outcomes: batch }))).toEqual(expected);
      }),
    );
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 53])(
    'send the fence %s as every other peer does',
    (fence) => {
      const names = { performanceId: 'p', holdId: 'h', customerId: 'c', bookingId: 'b' };
      const batch = { commands: [{ id: 1, confirmHold: { ...names, fence } }] };
      expect(ours.requestSerialize(batch)).toEqual(given.Execute.requestSerialize(batch));
    },
  );

  test('pass over fields of a newer release', () => {
    // Field 15 as a number, 8 bytes, a text and 4 bytes, in a release whose hold id is "h".
    const later = [0x78, 1, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0x7a, 1, 0x61, 0x7d, 0, 0, 0, 0];
    const release = [0x12, 1, 0x68, ...later];
    const parts = [0x08, 5, 0x22, release.length, ...release];
    const bytes = Buffer.from([0x0a, parts.length, ...parts]);
    expect(ours.requestDeserialize(bytes)).toEqual(given.Execute.requestDeserialize(bytes));
    expect(ours.requestDeserialize(bytes).commands[0]?.releaseHold?.holdId).toBe('h');
  });

  test('read lists that come in several parts and in either form', () => {
    // Seats 1 and 300 together, 7 alone, and 8 together with nothing.
    const hold = [0x22, 3, 1, 0xac, 2, 0x20, 7, 0x22, 1, 8];
    const parts = [0x08, 5, 0x12, hold.length, ...hold];
    const bytes = Buffer.from([0x0a, parts.length, ...parts]);
    expect(ours.requestDeserialize(bytes)).toEqual(given.Execute.requestDeserialize(bytes));
    expect(ours.requestDeserialize(bytes).commands[0]?.holdSeats?.seatNos).toEqual([1, 300, 7, 8]);
    // The first list ends within a number, whose rest would pass for the tag of a new field.
    bytes.set([0xf8, 0xff], 9);
    expect(() => ours.requestDeserialize(bytes)).toThrow(RangeError);
  });

  test('reject bytes that end too early, or are something else', () => {
    const whole = ours.requestSerialize({
      commands: [
        {
          id: 1,
          holdSeats: {
            performanceId: 'p',
            holdId: 'h',
            customerId: 'c',
            seatNos: [1, 300],
            holdSeconds: 60,
          },
        },
      ],
    });
    for (let length = 1; length < whole.length; length += 1) {
      expect(() => ours.requestDeserialize(whole.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => ours.requestDeserialize(Buffer.from([0x12, 0]))).toThrow('no batch');
  });
});
