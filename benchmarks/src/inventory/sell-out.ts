import { newId } from '@ticketing/service-kit';
import { seatedHall } from './halls.ts';
import type { InventoryGround } from './start-inventory.ts';

const capacity = 60_000;
const buyers = 20_000;
const atOnce = 256;
/** Every so many buyers pick their seats on the map; the others take the best. */
const pickersEvery = 3;
/** Every so many give up and leave their seats to the next. */
const quittersEvery = 10;

export interface SellOut {
  readonly seconds: number;
  readonly sold: number;
  readonly commandsPerSecond: number;
  /** What should not be: an oversold seat, a seat without an owner, a count that does not add up. */
  readonly faults: readonly string[];
}

/**
 * 20,000 buyers want 60,000 seats, some by the map and some by the best available, some give up; who gets
 * seats buys them. Those who find nothing left come again until all is sold.
 */
export async function sellOut(ground: InventoryGround): Promise<SellOut> {
  const { client } = ground;
  const performanceId = ground.add(seatedHall(capacity));
  let commands = 0;
  let left = capacity;
  let buyer = 0;
  const owned = new Map<number, string>();
  const faults: string[] = [];

  async function buy(number: number): Promise<void> {
    const quantity = Math.min(1 + (number % 4) + (number % 7 === 0 ? 2 : 0), 4, left);
    if (quantity === 0) return;
    const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
    const first = (number * 7919) % (capacity - quantity);
    const isPicker = number % pickersEvery === 0;
    commands += 1;
    const seconds = { holdSeconds: 600 };
    const reply = isPicker
      ? await client.holdSeats({
          ...hold,
          ...seconds,
          seatNos: Array.from({ length: quantity }, (_, place) => first + place),
        })
      : await client.holdBestAvailable({ ...hold, ...seconds, levelCode: 'R', quantity });
    if (reply.result !== 'OK') return;
    commands += 1;
    if (number % quittersEvery === 0 && number < buyers) {
      await client.releaseHold(hold);
      return;
    }
    const bookingId = newId('booking');
    const { result } = await client.confirmHold({ ...hold, fence: reply.fence, bookingId });
    if (result !== 'OK') {
      faults.push(`a hold could not be confirmed: ${result}`);
      return;
    }
    for (const seatNo of reply.seatNos) {
      if (owned.has(seatNo)) faults.push(`seat ${seatNo} was sold twice`);
      owned.set(seatNo, bookingId);
    }
    left -= reply.seatNos.length;
  }

  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        buyer += 1;
        await buy(buyer);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  faults.push(...(await compare(ground, performanceId, owned)));
  return { seconds, sold: owned.size, commandsPerSecond: commands / seconds, faults };
}

/** What the buyers were told, beside the status and the table of sold seats. */
async function compare(
  { client, database }: InventoryGround,
  performanceId: string,
  owned: ReadonlyMap<number, string>,
): Promise<string[]> {
  const faults: string[] = [];
  const rows = await database.query<{ seat_no: number; booking_id: string }>(
    'select seat_no, booking_id from inventory.sold_seats where performance_id = $1',
    [performanceId],
  );
  if (rows.length !== owned.size) faults.push(`${rows.length} seats are sold, ${owned.size} told`);
  for (const { seat_no: seatNo, booking_id: bookingId } of rows) {
    if (owned.get(seatNo) !== bookingId) faults.push(`seat ${seatNo} belongs to another booking`);
  }
  const { status } = await client.getSeatStatus(performanceId);
  const notSold = status.filter((byte) => byte !== 2).length;
  if (notSold > 0) faults.push(`${notSold} seats are not shown as sold`);
  return faults;
}
