import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { apiOf, type Command, command } from './book-commands.ts';
import { expectRefusal } from './expect-agreement.ts';
import { shows } from './open-shop.ts';
import { capacity, type Refusal, type SaleModel } from './sale-model.ts';

const seatNumbers = (lengthMax: number) =>
  fc.uniqueArray(fc.nat({ max: capacity }), { maxLength: lengthMax });

/** The organizer holds seats back and gives others back, whoever has them; a customer may not. */
export const changeBlocks: fc.Arbitrary<Command> = fc
  .tuple(fc.nat({ max: shows.length - 1 }), seatNumbers(2), seatNumbers(1), fc.boolean())
  .map(([show, block, named, givesAllBack]) =>
    command(
      `block ${block}, give back ${givesAllBack ? 'all' : named} of show ${show}`,
      0,
      async (model, shop) => {
        const blocked = (model.seats[show] ?? []).flatMap((seat, seatNo) =>
          seat === 'blocked' && !block.includes(seatNo) ? [seatNo] : [],
        );
        const release = givesAllBack ? blocked : named;
        const path = `/organizer/performances/${model.performanceIds[show]}/seat-blocks`;
        const body = { block, release };
        const key = { idempotencyKey: randomUUID() };
        expectRefusal(await apiOf(shop, 0).post(path, body, key), 'forbidden');
        const reply = await shop.organizer.post(path, body, key);
        const refusal = refusalOfBlocks(model, show, body);
        if (refusal !== undefined) return expectRefusal(reply, refusal.code, refusal.more);
        const counts = { blocked: block.length, released: release.length };
        expect(reply).toMatchObject({ status: 200, body: counts });
        expect(await shop.organizer.post(path, body, key)).toMatchObject({ status: 200 });
        const seats = model.seats[show] ?? [];
        for (const seatNo of block) seats[seatNo] = 'blocked';
        for (const seatNo of release) seats[seatNo] = 'free';
      },
    ),
  );

function refusalOfBlocks(
  { seats }: SaleModel,
  show: number,
  { block, release }: { block: number[]; release: number[] },
): Refusal | undefined {
  const both = release.filter((seatNo) => block.includes(seatNo));
  if (both.length > 0) return { code: 'seats_invalid', more: { seatNos: both } };
  const row = seats[show] ?? [];
  const unfit = [
    ...block.filter((seatNo) => seatNo >= capacity),
    ...release.filter((seatNo) => row[seatNo] !== 'blocked'),
  ];
  if (unfit.length > 0) {
    return { code: 'seats_invalid', more: { seatNos: unfit.toSorted((a, b) => a - b) } };
  }
  const taken = block.filter((seatNo) => row[seatNo] !== 'free');
  return taken.length > 0 ? { code: 'seats_taken', more: { seatNos: taken } } : undefined;
}
