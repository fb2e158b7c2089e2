import type { InventoryLayout } from '@ticketing/contracts';

/** What performances in the same hall have in common. */
export type Hall = Omit<InventoryLayout, 'performanceId'>;

const seatsOfRow = 40;

/** A hall of rows of 40 seats, one level, the nearest row first. */
export function seatedHall(capacity: number): Hall {
  const rows = Math.ceil(capacity / seatsOfRow);
  const runs = Array.from({ length: rows }, (_, row) => ({
    seatNo: row * seatsOfRow,
    count: Math.min(seatsOfRow, capacity - row * seatsOfRow),
    distance: 100 + row * 10,
    centre: (seatsOfRow - 1) / 2,
  }));
  return hall(capacity, [{ id: 'all', kind: 'seated', seatNo: 0, capacity, runs }]);
}

export const standingHall = (capacity: number): Hall =>
  hall(capacity, [{ id: 'floor', kind: 'standing', seatNo: 0, capacity, runs: [] }]);

const hall = (capacity: number, sections: Hall['sections']): Hall => ({
  seatPlanVersion: 'bench',
  capacity,
  ticketsPerCustomerMax: 20,
  levelCodes: ['R'],
  levels: Buffer.alloc(capacity).toString('base64'),
  blocked: Buffer.alloc(Math.ceil(capacity / 8)).toString('base64'),
  sections,
});
