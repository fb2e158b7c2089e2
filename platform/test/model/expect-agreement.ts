import {
  type Booking,
  type ErrorCode,
  errorCatalogue,
  problemType,
  type Ticket,
} from '@ticketing/contracts';
import { decodeSeatStatus } from '@ticketing/contracts/codecs/seat-status';
import { type ApiReply, waitUntil } from '@ticketing/testing';
import { expect } from 'vitest';
import type { Shop } from './open-shop.ts';
import { type ModelBooking, type SaleModel, statusOf } from './sale-model.ts';

/** Watchers hear of a change within this long. */
const shownMsMax = 3_000;

/** The reply is the problem document (RFC 9457) of this code, of its status and nothing but what it may say. */
export function expectRefusal(reply: ApiReply<unknown>, code: ErrorCode, more: object = {}): void {
  expect(reply).toMatchObject({ body: { code, ...more } });
  expectProblem(reply);
}

/** The reply is a problem document of the catalogue, as the house writes them. */
export function expectProblem({ status, body, headers }: ApiReply<unknown>): void {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { code } = body as { code: ErrorCode };
  expect(Object.keys(errorCatalogue)).toContain(code);
  expect(body).toMatchObject({ type: problemType(code), ...errorCatalogue[code] });
  expect(status).toBe(errorCatalogue[code].status);
}

/** Reads the seats of a performance as browsers do. */
export async function readSeats({ apiUrl }: Shop, performanceId: string) {
  const reply = await fetch(`${apiUrl}/performances/${performanceId}/seat-status`);
  expect(reply.status).toBe(200);
  return decodeSeatStatus(new Uint8Array(await reply.arrayBuffer()));
}

/** Seats of all performances, and what the customer can read of their bookings, are as the model says. */
export async function expectAgreement(
  model: SaleModel,
  shop: Shop,
  customer: number,
): Promise<void> {
  for (const [show, performanceId] of model.performanceIds.entries()) {
    await waitUntil(
      async () => {
        const { status } = await readSeats(shop, performanceId);
        expect([...status]).toEqual(statusOf(model, show));
        return true;
      },
      { withinMs: shownMsMax },
    );
  }
  for (const booking of model.bookings.filter((one) => one.customer === customer)) {
    await expectBooking(shop, booking);
  }
}

async function expectBooking(shop: Shop, booking: ModelBooking): Promise<void> {
  const { id, customer, state, seatNos, totalMinor, refundedMinor, feeMinor } = booking;
  const api = shop.customers[customer] ?? shop.anyone;
  const { status, body } = await api.get<Booking>(`/bookings/${id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ state, totalMinor, refundedMinor, cancellationFeeMinor: feeMinor });
  expect(body.seats.map(({ seatNo }) => seatNo)).toEqual(seatNos);
  expect(body.seats.reduce((sum, { priceMinor }) => sum + priceMinor, 0)).toBe(totalMinor);
  const { body: shown } = await api.get<{ tickets: Ticket[] }>(`/bookings/${id}/tickets`);
  expect(shown.tickets.map(({ seat, state: ticket }) => [seat.seatNo, ticket])).toEqual(
    [...booking.tickets].map(([seatNo, { valid }]) => [seatNo, valid ? 'valid' : 'cancelled']),
  );
}
