import { webcrypto } from 'node:crypto';
import type { Booking, CancellationQuote, PayableBooking, Ticket } from '@ticketing/contracts';
import { decodeSeatStatus } from '@ticketing/contracts/codecs/seat-status';
import {
  encodeTicketPayload,
  signedBytes,
  ticketSlotAt,
} from '@ticketing/contracts/codecs/ticket-payload';
import { newId } from '@ticketing/service-kit';
import { type ApiClient, type ApiReply, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payGraceSeconds } from '../src/domain/limits.ts';
import { performanceId, price } from './small-hall.ts';
import { type BookingUnderTest, startBooking } from './start-booking.ts';

let booking: BookingUnderTest;
beforeAll(async () => {
  booking = await startBooking();
});
afterAll(async () => {
  await booking?.close();
});

let keys = 0;
const nextKey = () => `test-key-${++keys}`;
const codeOf = (reply: ApiReply<unknown>) =>
  String((reply.body as { type?: string }).type).replace('urn:ticketing:error:', '');

const book = (client: ApiClient, seatNos: readonly number[], idempotencyKey = nextKey()) =>
  client.post<Booking>('/bookings', { performanceId, seatNos }, { idempotencyKey });
const secure = (bookingId: string, paymentId: string) =>
  booking.internal.post<PayableBooking>(`/internal/bookings/${bookingId}/secure-seats`, {
    paymentId,
  });
const confirm = (bookingId: string, paymentId: string, capturedMinor: number) =>
  booking.internal.post<PayableBooking>(`/internal/bookings/${bookingId}/confirm`, {
    paymentId,
    capturedMinor,
  });

async function statusOf(seatNo: number): Promise<number | undefined> {
  return (await booking.inventory.getSeatStatus(performanceId)).status[seatNo];
}
async function buy(client: ApiClient, seatNos: readonly number[]): Promise<Booking> {
  const { body } = await book(client, seatNos);
  const paymentId = newId('payment');
  expect((await secure(body.id, paymentId)).status).toBe(200);
  expect((await confirm(body.id, paymentId, body.totalMinor)).status).toBe(200);
  return (await client.get<Booking>(`/bookings/${body.id}`)).body;
}
const told = (bookingId: string) =>
  booking.published.filter(({ key }) => key === bookingId).map(({ type }) => type);

describe('holding seats', () => {
  test('locks seats, their labels and prices, and says until when', async () => {
    const fan = await booking.customer();
    const reply = await book(fan, [0, 1]);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ state: 'pending_payment', totalMinor: 2 * price });
    expect(reply.body.seats[1]).toMatchObject({
      seatNo: 1,
      row: '1',
      number: '2',
      priceMinor: price,
    });
    expect(await statusOf(0)).toBe(1);
    await waitUntil(() => told(reply.body.id).includes('booking.created'));
  });
  test('the same key is the same booking, also when both come at once', async () => {
    const fan = await booking.customer();
    const key = nextKey();
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => book(fan, [20], key)));
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    const other = await book(fan, [21], key);
    expect([other.status, codeOf(other)]).toEqual([422, 'idempotency_key_reused']);
  });
  test('of fifty who want the same seat one gets it', async () => {
    const fans = await Promise.all(Array.from({ length: 50 }, () => booking.customer()));
    const replies = await Promise.all(fans.map((fan) => book(fan, [40])));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const loser = replies.find(({ status }) => status !== 201);
    expect(loser && codeOf(loser)).toBe('seats_taken');
    expect(loser?.body).toMatchObject({ seatNos: [40] });
  });
  test('four seats a person, over all their bookings, also when asked for at once', async () => {
    const fan = await booking.customer();
    const replies = await Promise.all(
      [60, 61, 62, 63, 64, 65].map((seatNo) => book(fan, [seatNo])),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(codeOf(await book(fan, [66]))).toBe('ticket_limit_exceeded');
  });
  test('the best seats of a level are neighbours in the front', async () => {
    const fan = await booking.customer();
    const reply = await fan.post<Booking>(
      '/bookings',
      { performanceId, best: { levelCode: 'R', quantity: 3 } },
      { idempotencyKey: nextKey() },
    );
    const seatNos = reply.body.seats.map(({ seatNo }) => seatNo);
    expect(seatNos).toEqual([seatNos[0], (seatNos[0] ?? 0) + 1, (seatNos[0] ?? 0) + 2]);
  });
  test('bad requests hold nothing and name their fault', async () => {
    const fan = await booking.customer();
    const post = (body: unknown) => fan.post('/bookings', body, { idempotencyKey: nextKey() });
    expect((await post({ performanceId })).status).toBe(400);
    expect((await post({ performanceId, seatNos: [1, 1] })).status).toBe(400);
    expect(codeOf(await post({ performanceId, seatNos: [9999] }))).toBe('seats_invalid');
    expect(codeOf(await post({ performanceId: newId('performance'), seatNos: [1] }))).toBe(
      'performance_not_found',
    );
    expect(codeOf(await fan.post('/bookings', { performanceId, seatNos: [90] }))).toBe(
      'idempotency_key_missing',
    );
    expect(await statusOf(90)).toBe(0);
  });
  test('giving seats up frees them at once, and only their owner can', async () => {
    const fan = await booking.customer();
    const other = await booking.customer();
    const { body } = await book(fan, [91]);
    expect(codeOf(await other.post(`/bookings/${body.id}/release`))).toBe('booking_not_found');
    expect(codeOf(await other.get(`/bookings/${body.id}`))).toBe('booking_not_found');
    const released = await fan.post<Booking>(`/bookings/${body.id}/release`);
    expect(released.body).toMatchObject({ state: 'expired', expiredReason: 'released' });
    expect(await statusOf(91)).toBe(0);
  });
});

describe('paying', () => {
  test('secured, confirmed: tickets, sold seats, told once however often it is repeated', async () => {
    const fan = await booking.customer();
    const { body } = await book(fan, [100, 101]);
    const paymentId = newId('payment');
    for (let time = 0; time < 2; time += 1)
      expect((await secure(body.id, paymentId)).status).toBe(200);
    await Promise.all([1, 2, 3].map(() => confirm(body.id, paymentId, body.totalMinor)));
    const bought = (await fan.get<Booking>(`/bookings/${body.id}`)).body;
    expect(bought.state).toBe('confirmed');
    expect(new Set(bought.seats.map(({ ticketId }) => ticketId)).size).toBe(2);
    expect(await statusOf(100)).toBe(2);
    await waitUntil(() => told(body.id).includes('booking.confirmed'));
    expect(told(body.id)).toEqual(['booking.created', 'booking.confirmed']);
  });
  test('there are no tickets without secured seats, without all the money, or for another payment', async () => {
    const fan = await booking.customer();
    const { body } = await book(fan, [102]);
    const paymentId = newId('payment');
    expect(codeOf(await confirm(body.id, paymentId, price))).toBe('state_conflict');
    await secure(body.id, paymentId);
    expect(codeOf(await confirm(body.id, paymentId, price - 1))).toBe('state_conflict');
    expect(codeOf(await confirm(body.id, newId('payment'), price))).toBe('state_conflict');
    expect(codeOf(await secure(body.id, newId('payment')))).toBe('state_conflict');
    expect((await fan.get<Booking>(`/bookings/${body.id}`)).body.state).toBe('pending_payment');
  });
  test('a void payment gives secured seats back', async () => {
    const fan = await booking.customer();
    const { body } = await book(fan, [103]);
    const paymentId = newId('payment');
    await secure(body.id, paymentId);
    expect(await statusOf(103)).toBe(2);
    await booking.internal.post(`/internal/bookings/${body.id}/abandon`, {
      paymentId,
      reason: 'timeout',
    });
    expect(await statusOf(103)).toBe(0);
    expect(codeOf(await confirm(body.id, paymentId, price))).toBe('state_conflict');
  });
  test('a hold that was lost is taken again when the seats are still free', async () => {
    const fan = await booking.customer();
    const { body } = await book(fan, [104]);
    await booking.inventory.releaseHold({
      performanceId,
      holdId: await holdOf(body.id),
      customerId: fan.accountId,
    });
    expect((await secure(body.id, newId('payment'))).status).toBe(200);
    expect(await statusOf(104)).toBe(2);
  });
  test('when somebody else has the seat meanwhile, the booking ends and says so', async () => {
    const fan = await booking.customer();
    const rival = await booking.customer();
    const { body } = await book(fan, [105]);
    await booking.inventory.releaseHold({
      performanceId,
      holdId: await holdOf(body.id),
      customerId: fan.accountId,
    });
    await buy(rival, [105]);
    expect(codeOf(await secure(body.id, newId('payment')))).toBe('seats_taken');
    const ended = (await fan.get<Booking>(`/bookings/${body.id}`)).body;
    expect(ended).toMatchObject({ state: 'expired', expiredReason: 'seats_lost' });
    expect(await statusOf(105)).toBe(2);
  });
  test('nothing internal is open to customers', async () => {
    const fan = await booking.customer();
    const { body } = await book(fan, [106]);
    const reply = await fan.post(`/internal/bookings/${body.id}/secure-seats`, {
      paymentId: newId('payment'),
    });
    expect(reply.status).toBe(401);
  });
});

async function holdOf(bookingId: string): Promise<string> {
  const [row] = await booking.database.query<{ id: string }>(
    `select document->'hold'->>'id' as id from bookings where booking_id = $1`,
    [bookingId],
  );
  return row?.id ?? '';
}

describe('time', () => {
  test('a booking that is not paid in time expires and frees its seats; a secured one does not', async () => {
    const fan = await booking.customer();
    const late = (await book(fan, [120])).body;
    const paying = (await book(fan, [121])).body;
    await secure(paying.id, newId('payment'));
    // Inventory says by the real clock how long seats are held; the fixed one goes by its answer.
    const start = booking.clock.now().getTime();
    const pass = (secondsAfterExpiry: number) => {
      const until = Date.parse(late.expiresAt ?? '') + secondsAfterExpiry * 1000;
      return booking.clock.advance(until - booking.clock.now().getTime());
    };
    await pass(1);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await fan.get<Booking>(`/bookings/${late.id}`)).body.state).toBe('pending_payment');
    await pass(payGraceSeconds + 1);
    await waitUntil(
      async () => (await fan.get<Booking>(`/bookings/${late.id}`)).body.state === 'expired',
      { withinMs: 20_000 },
    );
    // The state is saved first, then the seats go back.
    await waitUntil(async () => (await statusOf(120)) === 0);
    expect(codeOf(await secure(late.id, newId('payment')))).toBe('booking_expired');
    expect((await fan.get<Booking>(`/bookings/${paying.id}`)).body.state).toBe('pending_payment');
    await waitUntil(() => told(late.id).includes('booking.expired'));
    // Back, so that seats held in the next tests are not too late already.
    await booking.clock.advance(start - booking.clock.now().getTime());
  });
});

describe('cancelling', () => {
  test('one ticket, then the rest; each once, at the agreed refund', async () => {
    const fan = await booking.customer();
    const bought = await buy(fan, [140, 141]);
    const quote = (await fan.get<CancellationQuote>(`/bookings/${bought.id}/cancellation`)).body;
    expect(quote).toMatchObject({ cancellable: true, feeMinor: 0, refundMinor: 2 * price });
    const first = bought.seats[0]?.ticketId ?? '';
    const cancel = (body: unknown, key = nextKey()) =>
      fan.post<Booking>(`/bookings/${bought.id}/cancel`, body, { idempotencyKey: key });
    const wrong = await cancel({ ticketIds: [first], expectedRefundMinor: 1 });
    expect([codeOf(wrong), wrong.body]).toEqual([
      'state_conflict',
      expect.objectContaining({ refundMinor: price }),
    ]);
    const key = nextKey();
    const request = { ticketIds: [first], expectedRefundMinor: price };
    const replies = await Promise.all([
      cancel(request, key),
      cancel(request, key),
      cancel(request, key),
    ]);
    expect(replies.map(({ body }) => [body.state, body.refundedMinor])).toEqual(
      Array(3).fill(['partially_cancelled', price]),
    );
    expect(codeOf(await cancel(request))).toBe('booking_not_cancellable');
    const rest = await cancel({ expectedRefundMinor: price });
    expect(rest.body).toMatchObject({ state: 'cancelled', refundedMinor: 2 * price });
    await waitUntil(async () => (await statusOf(140)) === 0 && (await statusOf(141)) === 0);
    await waitUntil(
      () => told(bought.id).filter((type) => type === 'booking.cancelled').length === 2,
    );
  });
});

/** A phone: its key, and the codes that it shows. */
async function createDevice() {
  const pair = (await webcrypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const raw = new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey));
  const keyId = new Uint8Array(await webcrypto.subtle.digest('SHA-256', raw)).slice(0, 4);
  return {
    publicKey: Buffer.from(raw).toString('base64url'),
    async show(
      ticket: Ticket,
      slot = ticketSlotAt(booking.clock.now().getTime()),
    ): Promise<string> {
      const unsigned = {
        ticket: Uint8Array.from(Buffer.from(ticket.shortId, 'base64url')),
        slot,
        keyId,
      };
      const signature = await webcrypto.subtle.sign(
        'Ed25519',
        pair.privateKey,
        signedBytes(unsigned),
      );
      return encodeTicketPayload({ ...unsigned, signature: new Uint8Array(signature) });
    },
  };
}
async function ticketOf(fan: ApiClient, bookingId: string, index = 0): Promise<Ticket> {
  const { body } = await fan.get<{ tickets: Ticket[] }>(`/bookings/${bookingId}/tickets`);
  const ticket = body.tickets[index];
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
}

describe('the gate', () => {
  const scan = async (payload: string, key = nextKey(), at = performanceId) =>
    (await booking.gate()).post(
      '/gate/scans',
      { payload, performanceId: at },
      { idempotencyKey: key },
    );
  const bind = (fan: ApiClient, ticket: Ticket, publicKey: string) =>
    fan.put<Ticket>(`/tickets/${ticket.id}/device-key`, { algorithm: 'Ed25519', publicKey });

  test('lets a ticket in once; the same scan again gets the same answer', async () => {
    const fan = await booking.customer();
    const bought = await buy(fan, [160]);
    const ticket = await ticketOf(fan, bought.id);
    const phone = await createDevice();
    await bind(fan, ticket, phone.publicKey);
    const code = await phone.show(ticket);
    const key = nextKey();
    const [first, again] = [await scan(code, key), await scan(code, key)];
    expect(first.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const replay = await scan(code);
    expect([replay.status, codeOf(replay)]).toEqual([409, 'ticket_already_used']);
    expect((await ticketOf(fan, bought.id)).state).toBe('used');
  });
  test('of ten gates that scan the same code at once, one opens', async () => {
    const fan = await booking.customer();
    const ticket = await ticketOf(fan, (await buy(fan, [161])).id);
    const phone = await createDevice();
    await bind(fan, ticket, phone.publicKey);
    const code = await phone.show(ticket);
    const replies = await Promise.all(Array.from({ length: 10 }, () => scan(code)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });
  test('every refusal has its own code', async () => {
    const fan = await booking.customer();
    const bought = await buy(fan, [162, 163]);
    const ticket = await ticketOf(fan, bought.id);
    const phone = await createDevice();
    const thief = await createDevice();
    expect(codeOf(await scan(await phone.show(ticket)))).toBe('ticket_not_bound');
    await bind(fan, ticket, phone.publicKey);
    expect(codeOf(await scan('HTTPS://EXAMPLE.COM'))).toBe('ticket_payload_invalid');
    expect(codeOf(await scan(await thief.show(ticket)))).toBe('ticket_device_mismatch');
    const now = ticketSlotAt(booking.clock.now().getTime());
    expect(codeOf(await scan(await phone.show(ticket, now - 2)))).toBe('ticket_slot_expired');
    expect(codeOf(await scan(await phone.show(ticket, now + 2)))).toBe('ticket_slot_expired');
    expect(codeOf(await scan(await phone.show({ ...ticket, shortId: 'AAAAAAAAAAAAAAAA' })))).toBe(
      'ticket_not_found',
    );
    const other = await ticketOf(fan, bought.id, 1);
    const code = await phone.show(ticket);
    const forged = code.slice(0, -3) + (code.endsWith('000') ? '111' : '000');
    expect(codeOf(await scan(forged))).toBe('ticket_signature_invalid');
    expect(codeOf(await scan(code, nextKey(), newId('performance')))).toBe('ticket_wrong_gate');
    await bind(fan, other, phone.publicKey);
    const quote = { ticketIds: [other.id], expectedRefundMinor: price };
    await fan.post(`/bookings/${bought.id}/cancel`, quote, { idempotencyKey: nextKey() });
    expect(codeOf(await scan(await phone.show(other)))).toBe('ticket_was_cancelled');
    expect((await scan(code)).status).toBe(200);
  });
  test('a ticket moves to another device at most three times, and the old device’s codes die', async () => {
    const fan = await booking.customer();
    const ticket = await ticketOf(fan, (await buy(fan, [164])).id);
    const phones = await Promise.all([1, 2, 3, 4, 5].map(() => createDevice()));
    const replies: ApiReply<Ticket>[] = [];
    for (const phone of phones) replies.push(await bind(fan, ticket, phone.publicKey));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 409]);
    expect(codeOf(await scan(await (phones[0] ?? (await createDevice())).show(ticket)))).toBe(
      'ticket_device_mismatch',
    );
    const stranger = await booking.customer();
    expect(codeOf(await bind(stranger, ticket, phones[0]?.publicKey ?? ''))).toBe(
      'ticket_not_found',
    );
    expect(codeOf(await bind(fan, ticket, Buffer.alloc(40).toString('base64url')))).toBe(
      'device_key_invalid',
    );
  });
});

test('seat status is 2 bits a seat, answered from one buffer, and changes arrive as events', async () => {
  const fan = await booking.customer();
  const response = await fetch(`${booking.baseUrl}/performances/${performanceId}/seat-status`);
  const before = decodeSeatStatus(new Uint8Array(await response.arrayBuffer()));
  expect([before.status.length, before.status[180]]).toEqual([200, 0]);
  const etag = response.headers.get('etag') ?? '';
  const same = await fetch(response.url, { headers: { 'if-none-match': etag } });
  expect(same.status).toBe(304);
  const stream = await fetch(`${response.url}/stream`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  await book(fan, [180]);
  let text = '';
  while (!text.includes('event: seats')) text += (await reader?.read())?.value ?? '';
  await reader?.cancel();
  await waitUntil(async () => {
    const now = await fetch(response.url);
    return decodeSeatStatus(new Uint8Array(await now.arrayBuffer())).status[180] === 1;
  });
});

test('a cancelled performance refunds every booking in full and ends those unpaid', async () => {
  const fan = await booking.customer();
  const paid = await buy(fan, [190]);
  const unpaid = (await book(fan, [191])).body;
  await booking.changeTerms({ status: 'cancelled' });
  await waitUntil(
    async () => (await fan.get<Booking>(`/bookings/${paid.id}`)).body.state === 'cancelled',
  );
  const cancelled = (await fan.get<Booking>(`/bookings/${paid.id}`)).body;
  expect([cancelled.refundedMinor, cancelled.cancellationFeeMinor]).toEqual([price, 0]);
  await waitUntil(
    async () => (await fan.get<Booking>(`/bookings/${unpaid.id}`)).body.state === 'expired',
  );
  expect(codeOf(await book(fan, [192]))).toBe('performance_cancelled');
});
