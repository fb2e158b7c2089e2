import type { BusMessage } from '@ticketing/event-bus';
import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { beforeAll, expect, test } from 'vitest';
import type { BookingRecord } from '../src/domain/booking-record.ts';
import { payGraceSeconds } from '../src/domain/limits.ts';
import type { BookingStore } from '../src/storage/booking-store.ts';
import { bulkChangeOf, farAway, recordOf, withTickets } from './booking-records.ts';
import { mustSave, readAll, type StoreUnderTest } from './booking-store-contract-kit.ts';

/** How bookings, and changes of many at once, are saved, found and listed. */
export function testRecords(opened: () => StoreUnderTest): void {
  let store: BookingStore;
  beforeAll(() => {
    store = opened().store;
  });
  const save = (record: BookingRecord, messages?: readonly BusMessage[]) =>
    mustSave(store, record, messages);

  test('what is created is read as it was, by its id and by its key', async () => {
    const record = recordOf();
    expect(await store.create(record, [])).toBe('created');
    expect(await store.get(record.id)).toEqual(record);
    const { customerId, idempotencyKey } = record;
    expect(await store.findByIdempotencyKey(customerId, idempotencyKey)).toEqual(record);
    expect(await store.findByIdempotencyKey(customerId, 'other')).toBeUndefined();
    expect(await store.findByIdempotencyKey(newId('account'), idempotencyKey)).toBeUndefined();
    expect(await store.get(newId('booking'))).toBeUndefined();
    await store.ping();
    await store.pingWrites();
  });

  test('of a customer’s bookings under one key, created at once, one exists', async () => {
    const first = recordOf();
    const rivals = [first, ...[1, 2, 3, 4].map(() => ({ ...first, id: newId('booking') }))];
    const outcomes = await Promise.all(rivals.map((record) => store.create(record, [])));
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    const winner = rivals[outcomes.indexOf('created')];
    expect(await store.findByIdempotencyKey(first.customerId, first.idempotencyKey)).toEqual(
      winner,
    );
    const existing = await Promise.all(rivals.map(({ id }) => store.get(id)));
    expect(existing.filter((record) => record !== undefined)).toEqual([winner]);
  });

  test('a save counts the version up, and one on another version changes nothing', async () => {
    const record = recordOf();
    await store.create(record, []);
    const saved = await save({ ...record, paymentId: 'pay_1' });
    expect(saved).toEqual({ ...record, paymentId: 'pay_1', version: 2 });
    const late = withTickets({ ...record, paymentId: 'pay_2' });
    expect(await store.save(late, [])).toBeUndefined();
    expect(await store.get(record.id)).toEqual(saved);
    const ticketId = late.seats[0]?.ticket?.id ?? '';
    expect(await store.findByTicket({ ticketId })).toBeUndefined();
    expect(await store.save(recordOf(), [])).toBeUndefined();
  });

  test('of saves at once on one version one succeeds, with new tickets or without', async () => {
    const record = recordOf();
    await store.create(record, []);
    const rivals = [1, 2, 3, 4, 5].map((rival) => {
      const changed = { ...record, paymentId: `pay_${rival}` };
      return rival % 2 === 0 ? withTickets(changed) : changed;
    });
    const saved = await Promise.all(rivals.map((rival) => store.save(rival, [])));
    const [winner, ...others] = saved.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(await store.get(record.id)).toEqual(winner);
  });

  test('a ticket leads to its booking by both of its names, also after later saves', async () => {
    const record = recordOf();
    await store.create(record, []);
    const confirmed = await save(withTickets(record));
    const changed = await save({ ...confirmed, confirmedAt: farAway });
    for (const { ticket } of changed.seats) {
      if (ticket === undefined) throw new Error('no ticket');
      expect(await store.findByTicket({ ticketId: ticket.id })).toEqual(changed);
      expect(await store.findByTicket({ shortId: ticket.shortId })).toEqual(changed);
      expect(await store.findByTicket({ ticketId: ticket.shortId })).toBeUndefined();
      // A name that only leads to a booking is none.
      expect(await store.get(`ticket#${ticket.id}`)).toBeUndefined();
    }
  });

  test('a customer’s bookings come newest first, page after page', async () => {
    const customerId = newId('account');
    const records = [1, 2, 3, 4, 5].map(() => recordOf({ customerId }));
    for (const record of records) await store.create(record, []);
    await store.create(recordOf(), []);
    const newest = records.toReversed();
    const first = await store.listOfCustomer(customerId, { limit: 2 });
    expect(first.items).toEqual(newest.slice(0, 2));
    const second = await store.listOfCustomer(customerId, { limit: 2, cursor: cursorOf(first) });
    expect(second.items).toEqual(newest.slice(2, 4));
    const last = await store.listOfCustomer(customerId, { limit: 2, cursor: cursorOf(second) });
    expect(last).toEqual({ items: newest.slice(4) });
    expect(await store.listOfCustomer(newId('account'), { limit: 2 })).toEqual({ items: [] });
  });

  test('the open bookings of a performance come by their ids, without the ended', async () => {
    const { performance } = recordOf();
    const records = Array.from({ length: 12 }, () => recordOf({ performance }));
    for (const record of records) await store.create(record, []);
    await store.create(recordOf(), []);
    const ended = records[1];
    if (ended === undefined) throw new Error('no record');
    await save({ ...ended, state: 'expired', seatsReleased: true });
    const open = records.filter((record) => record !== ended);
    let afterId = '';
    const seen: BookingRecord[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const items = await store.listOpenOfPerformance(performance.id, { afterId, limit: 5 });
      expect(items).toHaveLength(page < 3 ? 5 : 1);
      seen.push(...items);
      afterId = items.at(-1)?.id ?? '';
    }
    expect(seen).toEqual(open);
  });

  test('due bookings come the longest due first, until put off or done', async () => {
    const at = (day: number) => new Date(Date.UTC(2001, 0, day));
    const dueOn = (day: number) =>
      recordOf({ expiresAt: new Date(at(day).getTime() - payGraceSeconds * 1000).toISOString() });
    const [third, first, second, later] = [dueOn(3), dueOn(1), dueOn(2), dueOn(9)];
    for (const record of [third, first, second, later]) await store.create(record, []);
    const due = () => store.listDue(at(3), 10);
    expect(await due()).toEqual([first.id, second.id, third.id]);
    expect(await store.listDue(at(3), 2)).toEqual([first.id, second.id]);
    await store.postpone(first.id, at(4));
    expect(await due()).toEqual([second.id, third.id]);
    expect(await store.listDue(at(4), 10)).toEqual([second.id, third.id, first.id]);
    await save({ ...second, seatsSecuredAt: farAway });
    await store.postpone(second.id, at(1));
    await store.postpone(newId('booking'), at(1));
    expect(await due()).toEqual([third.id]);
    // Postponed is not changed: the booking can be saved on the version that was read.
    await save(first);
  });

  test('reading all finds each booking once, as it is now', async () => {
    const records = Array.from({ length: 7 }, () => recordOf());
    for (const record of records) await store.create(record, []);
    const [first] = records;
    if (first === undefined) throw new Error('no record');
    const confirmed = await save(withTickets(first));
    const all = await readAll(store);
    const own = all.filter(({ id }) => records.some((record) => record.id === id));
    expect(own.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([confirmed, ...records.slice(1)]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('reading all goes on, page by page, while bookings come and change', async () => {
    const records = Array.from({ length: 7 }, () => recordOf());
    for (const record of records) await store.create(record, []);
    const told: string[] = [];
    const come: string[] = [];
    const changed = [...records];
    for await (const { id } of store.readAll({ limit: 2 })) {
      told.push(id);
      const later = recordOf({ createdAt: new Date(Date.now() + 1000).toISOString() });
      await store.create(later, []);
      const next = changed.pop();
      if (next !== undefined) await save({ ...next, paymentId: 'pay_1' });
      if (told.length > 1000) throw new Error('the walk never ends');
      come.push(later.id);
    }
    expect(new Set(told).size).toBe(told.length);
    const missing = records.filter(({ id }) => !told.includes(id));
    expect(missing).toEqual([]);
    expect(come.filter((id) => told.includes(id))).toEqual([]);
  });

  test('a bulk change is saved on the version it was read at, and listed while it runs', async () => {
    const change = bulkChangeOf(newId('performance'));
    expect(await store.getBulkChange(change.performanceId)).toBeUndefined();
    expect(await store.saveBulkChange({ ...change, version: 3 })).toBeUndefined();
    const rivals = await Promise.all([1, 2, 3].map(() => store.saveBulkChange(change)));
    const [first, ...others] = rivals.filter((one) => one !== undefined);
    if (first === undefined) throw new Error('not saved');
    expect(others).toEqual([]);
    expect(first).toEqual({ ...change, version: 1 });
    expect(await store.getBulkChange(change.performanceId)).toEqual(first);
    const isListed = async () => {
      const running = await store.listRunningBulkChanges(1000);
      return running.find(({ performanceId }) => performanceId === change.performanceId);
    };
    expect(await waitUntil(isListed)).toEqual(first);
    const next = { ...first, afterId: 'bkg_1', changed: 7 };
    expect(await store.saveBulkChange(next)).toEqual({ ...next, version: 2 });
    expect(await store.saveBulkChange(next)).toBeUndefined();
    const stopped = await store.saveBulkChange({ ...next, version: 2, state: 'stopped' });
    expect(stopped?.version).toBe(3);
    expect(await isListed()).toBeUndefined();
    const all = await readAll(store);
    expect(all.filter(({ id }) => id.includes(change.performanceId))).toEqual([]);
  });
}

function cursorOf(page: { nextCursor?: string }): string {
  if (page.nextCursor === undefined) throw new Error('no next page');
  return page.nextCursor;
}
