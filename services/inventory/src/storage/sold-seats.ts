import type { SqlClient } from '@ticketing/sql-database';

/** A row of the table of sold seats. */
export interface SoldSeat {
  readonly seatNo: number;
  readonly customerId: string;
  readonly bookingId: string;
  readonly holdId: string;
}

/** What an audit reads besides the memory. Calls reject when the store cannot be asked. */
export interface AuditStore {
  /** Seats sold by the table, with numbers in [from, to), in their order. */
  readSoldSeats(
    performanceId: string,
    range: { readonly from: number; readonly to: number },
  ): Promise<readonly SoldSeat[]>;
  /** The highest limit for a customer that was ever in force; 0 for a performance that nobody opened. */
  readHighestLimit(performanceId: string): Promise<number>;
}

/** @param client of inventory's own schema, migrated. */
export function createPostgresAuditStore(client: SqlClient): AuditStore {
  return {
    async readSoldSeats(performanceId, { from, to }) {
      const rows = await client.query<{
        seat_no: number;
        customer_id: string;
        booking_id: string;
        hold_id: string;
      }>(
        `select seat_no, customer_id, booking_id, hold_id from sold_seats
         where performance_id = $1 and seat_no >= $2 and seat_no < $3 order by seat_no`,
        [performanceId, from, to],
      );
      return rows.map((row) => ({
        seatNo: row.seat_no,
        customerId: row.customer_id,
        bookingId: row.booking_id,
        holdId: row.hold_id,
      }));
    },
    async readHighestLimit(performanceId) {
      const [row] = await client.query<{ highest: number }>(
        `select greatest(tickets_per_customer_max, terms_tickets_per_customer_highest) as highest
         from performances where performance_id = $1`,
        [performanceId],
      );
      return row?.highest ?? 0;
    },
  };
}
