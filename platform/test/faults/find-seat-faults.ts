import { type Performance, seatStatus } from '@ticketing/contracts';
import type { InventoryClient } from '@ticketing/inventory-client';
import type { SqlDatabase } from '@ticketing/sql-database';

const known = new Set<number>(Object.values(seatStatus));

/**
 * Compares what inventory says of every seat of a performance with the table of sold seats, and counts what
 * customers have against their limit. Nobody may be buying meanwhile.
 */
export async function findSeatFaults(
  { database, seats }: { database: Pick<SqlDatabase, 'query'>; seats: InventoryClient },
  { id, capacity, ticketsPerCustomerMax }: Performance,
): Promise<string[]> {
  const { result, status } = await seats.getSeatStatus(id);
  if (result !== 'OK') return [`inventory does not tell of its seats: ${result}`];
  const rows = await database.query<{ seat_no: number }>(
    'select seat_no from inventory.sold_seats where performance_id = $1',
    [id],
  );
  const sold = new Set(rows.map((row) => row.seat_no));
  const differing = [...status.keys()].filter(
    (seatNo) => (status[seatNo] === seatStatus.sold) !== sold.has(seatNo),
  );
  const [over] = await database.query<{ n: number }>(
    `select count(*)::int as n from (
       select 1 from inventory.sold_seats where performance_id = $1
       group by customer_id having count(*) > $2) beyond`,
    [id, ticketsPerCustomerMax],
  );
  return [
    ...(status.length === capacity ? [] : [`${status.length} seats instead of ${capacity}`]),
    ...(status.every((each) => known.has(each)) ? [] : ['seats in no state that there is']),
    ...(differing.length === 0 ? [] : [`${differing.length} seats sold in one place alone`]),
    ...(over?.n === 0 ? [] : [`${over?.n} customers with more seats than the limit`]),
  ];
}
