import type { SqlClient } from '@ticketing/sql-database';
import { expect, test } from 'vitest';
import { findSaleFaults } from '../../src/find-sale-faults.ts';
import type { FaultyShop } from './faulty-shop.ts';
import { findMoneyFaults, findOpenEnds } from './find-open-ends.ts';
import { findSeatFaults } from './find-seat-faults.ts';
import type { Suite } from './outages.ts';

/** What must never be, done to the tables by hand, and the checks that must say so. */
interface Planted {
  readonly what: string;
  readonly by: string;
  readonly found: readonly (string | RegExp)[];
}

const first = `(select booking_id from booking.bookings where state = 'confirmed'
  order by booking_id limit 1)`;
const second = `(select booking_id from booking.bookings where state = 'confirmed'
  order by booking_id offset 1 limit 1)`;
const newest = `(stem, revision) = (select stem, revision
  from stripe_simulator.payment_revisions where record -> 'metadata' ->> 'booking_id' = ${first}
  order by revision desc limit 1)`;

const planted: readonly Planted[] = [
  {
    what: 'two tickets for a seat',
    by: `update booking.bookings set document = jsonb_set(document::jsonb, '{seats}',
      (select document::jsonb -> 'seats' from booking.bookings where booking_id = ${first}))
      where booking_id = ${second}`,
    found: [
      /^I1 bkg_\w+: seat \d+ belongs to bkg_\w+, bkg_\w+$/,
      /^I1 bkg_\w+: has seat \d+, which inventory sold to bkg_\w+$/,
      /^I1 bkg_\w+: seat \d+ of prf_\w+ is sold to it, and it has no such seat$/,
    ],
  },
  {
    what: 'a seat that its inventory lost',
    by: `delete from inventory.sold_seats where (performance_id, seat_no) = (
      select performance_id, seat_no from inventory.sold_seats where booking_id = ${first} limit 1)`,
    found: [
      /^I1 bkg_\w+: has seat \d+, which inventory sold to nobody$/,
      '1 seats sold in one place alone',
    ],
  },
  {
    what: 'a booking that ended with the money',
    by: `update booking.bookings set state = 'expired',
      document = jsonb_set(document::jsonb, '{state}', '"expired"') where booking_id = ${first}`,
    found: [
      /^I1 bkg_\w+: seat \d+ of prf_\w+ is sold to it, and it has ended$/,
      /^I3 bkg_\w+: pay_\w+ took \d+ without tickets for it, and 0 goes back$/,
      '1 amounts that were kept without tickets',
    ],
  },
  {
    what: 'tickets before money',
    by: `update payment.payments set state = 'authorised' where booking_id = ${first}`,
    found: [
      /^I4 bkg_\w+: has tickets, and no captured payment of its \d+$/,
      '1 payments that do not know of their capture',
    ],
  },
  {
    what: 'money that went back though the tickets stayed',
    by: `insert into payment.refunds (id, payment_id, refund_minor, created_at)
      select 'planted', id, amount_minor, now() from payment.payments where booking_id = ${first}`,
    found: [
      /^I3 bkg_\w+: pay_\w+ took \d+, its cancellations owe 0, and \d+ goes back$/,
      '1 refunds that are not made',
    ],
  },
  {
    what: 'an authorisation that nobody captured',
    by: `delete from stripe_simulator.payment_revisions where ${newest}`,
    found: [
      '1 tickets whose money is not there',
      '1 authorisations that are neither captured nor voided',
    ],
  },
  {
    what: 'a booking that was paid twice',
    by: `insert into stripe_simulator.payment_revisions select stem || '0', revision, record
      from stripe_simulator.payment_revisions where ${newest}`,
    found: ['1 bookings that were paid twice'],
  },
  {
    what: 'a customer beyond the limit',
    by: `update inventory.sold_seats set customer_id = 'acc_planted'`,
    found: [
      /^I9 bkg_\w+: acc_planted has \d+ seats of prf_\w+, and \d+ are allowed$/,
      '1 customers with more seats than the limit',
    ],
  },
];

class Undo extends Error {}

/** Each plant stands for the length of a transaction that is not committed. */
async function findPlanted(shop: FaultyShop, by: string): Promise<string[]> {
  const { database, seats, offer } = shop;
  let found: string[] = [];
  const look = async (client: SqlClient) => {
    await client.query(by);
    found = [
      ...(await findSaleFaults(client)),
      ...(await findMoneyFaults(client)),
      ...(await findOpenEnds(client)),
      ...(await findSeatFaults({ database: client, seats }, offer.performance)),
    ];
    throw new Undo();
  };
  await database.transaction(look).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
  return found;
}

/** A check that finds nothing is worth as much as what it finds when there is something. */
export function findsWhatIsPlanted({ shop }: Suite): void {
  test.each(planted)('$what is found', async ({ by, found }) => {
    const told = found.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one)));
    expect(await findPlanted(shop(), by)).toEqual(expect.arrayContaining(told));
  });
}
