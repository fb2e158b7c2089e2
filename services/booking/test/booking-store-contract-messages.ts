import type { BusMessage, EventBus } from '@ticketing/event-bus';
import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { beforeAll, expect, test } from 'vitest';
import type { BookingRecord } from '../src/domain/booking-record.ts';
import { unpaidBookingDays } from '../src/domain/limits.ts';
import type { BookingStore } from '../src/storage/booking-store.ts';
import { messageOf, recordOf, withTickets } from './booking-records.ts';
import { mustSave, readAll, type StoreUnderTest } from './booking-store-contract-kit.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** How what was saved is told, and when a booking is forgotten. */
export function testMessages(opened: () => StoreUnderTest, clock: { aheadMs: number }): void {
  let under: StoreUnderTest;
  let store: BookingStore;
  beforeAll(() => {
    under = opened();
    store = under.store;
  });
  const save = (record: BookingRecord, messages?: readonly BusMessage[]) =>
    mustSave(store, record, messages);

  test('messages go out with their write, in order, and again after the bus failed', async () => {
    const record = recordOf();
    const told = ['created', 'secured', 'confirmed', 'cancelled'].map((type) =>
      messageOf(record.id, `booking.${type}`),
    );
    const [created, secured, confirmed, cancelled] = told.map((message) => [message]);
    await store.create(record, created ?? []);
    const rival = { ...record, id: newId('booking') };
    expect(await store.create(rival, [messageOf(rival.id, 'booking.created')])).toBe('exists');
    const second = await save(record, secured);
    expect(await store.save(record, [messageOf(record.id, 'booking.late')])).toBeUndefined();

    const published: BusMessage[] = [];
    let fails = 1;
    const relay = under.startRelay({
      async publish(_topic, messages) {
        fails -= 1;
        if (fails >= 0) throw new Error('no broker');
        published.push(...messages);
      },
    });
    const own = () => published.filter(({ key }) => key === record.id || key === rival.id);
    await waitUntil(() => own().length === 2, { withinMs: 10_000 });
    const third = await save(withTickets(second), confirmed);
    await save(third, cancelled);
    await waitUntil(() => own().length === 4, { withinMs: 10_000 });
    expect(own()).toEqual(told);
    await relay.close();

    const again: BusMessage[] = [];
    const next = under.startRelay({ publish: async (_topic, all) => void again.push(...all) });
    const other = recordOf();
    await store.create(other, [messageOf(other.id, 'booking.created')]);
    await waitUntil(() => again.length > 0, { withinMs: 10_000 });
    await next.close();
    expect(again.map(({ key }) => key)).toEqual([other.id]);
  });

  test('with two relays and many writers every booking keeps its order', async () => {
    const published: BusMessage[] = [];
    const bus: Pick<EventBus, 'publish'> = {
      publish: async (_topic, messages) => void published.push(...messages),
    };
    const relays = [under.startRelay(bus), under.startRelay(bus)];
    const records = [1, 2, 3, 4].map(() => recordOf());
    const writes = 6;
    await Promise.all(
      records.map(async (record) => {
        await store.create(record, [messageOf(record.id, '1')]);
        let latest = record;
        for (let write = 2; write <= writes; write += 1) {
          latest = await save(latest, [messageOf(record.id, String(write))]);
        }
      }),
    );
    const expected = Array.from({ length: writes }, (_, index) => String(index + 1));
    const typesOf = (id: string) =>
      published.filter(({ key }) => key === id).map(({ type }) => type);
    await waitUntil(() => records.every(({ id }) => typesOf(id).length >= writes), {
      withinMs: 15_000,
    });
    await Promise.all(relays.map((relay) => relay.close()));
    for (const { id } of records) expect(typesOf(id)).toEqual(expected);
  });

  test('what ended without payment is forgotten in time, and its key is free again', async () => {
    const customerId = newId('account');
    const inAnHour = new Date(Date.now() - unpaidBookingDays * dayMs + hourMs).toISOString();
    const of = () => recordOf({ customerId, expiresAt: inAnHour });
    const [paid, ended, held] = [of(), of(), of()];
    for (const record of [paid, ended, held]) await store.create(record, []);
    const confirmed = await save(withTickets({ ...paid, seatsSecuredAt: inAnHour }));
    const expired = await save({ ...ended, state: 'expired', seatsReleased: false });
    const released = await save({ ...expired, seatsReleased: true });
    // Its seats are not back: it must be looked at again, and cannot be forgotten.
    const waiting = await save({ ...held, state: 'expired', seatsReleased: false });
    const relay = under.startRelay({ publish: async () => undefined });
    try {
      await waitUntil(
        async () => {
          clock.aheadMs = 2 * hourMs;
          const found = await store.get(ended.id);
          clock.aheadMs = 0;
          return found === undefined;
        },
        { withinMs: 10_000 },
      );
      expect(await store.get(ended.id)).toEqual(released);
      clock.aheadMs = 2 * hourMs;
      expect(await store.findByIdempotencyKey(customerId, ended.idempotencyKey)).toBeUndefined();
      const { items } = await store.listOfCustomer(customerId, { limit: 2 });
      expect(items).toEqual([waiting, confirmed]);
      expect((await store.listOfCustomer(customerId, { limit: 1 })).items).toEqual([waiting]);
      expect(await store.save({ ...released, paymentId: 'pay_1' }, [])).toBeUndefined();
      const all = await readAll(store);
      expect(all.filter((record) => record.customerId === customerId)).toHaveLength(2);
      const again = { ...of(), idempotencyKey: ended.idempotencyKey };
      expect(await store.create(again, [])).toBe('created');
      expect(await store.findByIdempotencyKey(customerId, again.idempotencyKey)).toEqual(again);
      clock.aheadMs = 10 * unpaidBookingDays * dayMs;
      expect(await store.get(paid.id)).toEqual(confirmed);
    } finally {
      clock.aheadMs = 0;
      await relay.close();
    }
  });

  test('nothing is forgotten while messages of it wait', async () => {
    const over = new Date(Date.now() - 2 * unpaidBookingDays * dayMs).toISOString();
    const record = recordOf({ expiresAt: over });
    await store.create(record, [messageOf(record.id, 'booking.created')]);
    const expired = await save({ ...record, state: 'expired', seatsReleased: false }, [
      messageOf(record.id, 'booking.expired'),
    ]);
    const released = await save({ ...expired, seatsReleased: true });
    expect(await store.get(record.id)).toEqual(released);
    const published: string[] = [];
    const relay = under.startRelay({
      publish: async (_topic, messages) => void published.push(...messages.map(({ type }) => type)),
    });
    await waitUntil(async () => (await store.get(record.id)) === undefined, {
      withinMs: 10_000,
    });
    await relay.close();
    expect(published).toEqual(['booking.created', 'booking.expired']);
  });
}
