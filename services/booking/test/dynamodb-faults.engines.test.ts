import type { BusMessage } from '@ticketing/event-bus';
import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import { newId, systemClock } from '@ticketing/service-kit';
import { quietLogger, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookingRecord } from '../src/domain/booking-record.ts';
import {
  createDynamoBookingStore,
  ensureBookingsTable,
  openDynamo,
  startDynamoOutboxRelay,
} from '../src/engines/dynamodb.ts';
import type { BookingStore } from '../src/storage/booking-store.ts';
import { messageOf, recordOf, withTickets } from './booking-records.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';

const table = 'bookings';
/** Three answers of two seconds are waited for, and the pauses between. */
const answerMsMax = 9000;
let engine: LocalEngine;
let proxy: FaultyProxy;
beforeAll(async () => {
  engine = await startEngine('dynamodb');
  proxy = await startFaultyProxy(engine.variables.DYNAMODB_ENDPOINT ?? '');
  const dynamo = openDynamo({
    region: 'us-east-1',
    endpoint: engine.variables.DYNAMODB_ENDPOINT,
    local: true,
  });
  await ensureBookingsTable(dynamo, { table, isProtected: false });
  dynamo.destroy();
}, 600_000);
afterAll(async () => {
  await proxy?.close();
  await engine?.stop();
});

function open(endpoint = engine.variables.DYNAMODB_ENDPOINT) {
  const dynamo = openDynamo({ region: 'us-east-1', endpoint, local: true });
  const store = createDynamoBookingStore(dynamo, { table, clock: systemClock });
  return {
    store,
    startRelay: (publish: (messages: readonly BusMessage[]) => Promise<void>) =>
      startDynamoOutboxRelay({
        outbox: store.outbox,
        eventBus: { publish: (_topic, messages) => publish(messages) },
        topic: 'booking-events',
        clock: systemClock,
        newId,
        log: quietLogger(),
      }),
    close: () => dynamo.destroy(),
  };
}

const unavailable = { code: 'service_unavailable', extra: { retryAfterSeconds: 1 } };

describe('an answer that is lost', () => {
  test('makes no write count twice, and no own write count as another’s', async () => {
    const { store, close } = open(proxy.endpoint);
    const before = proxy.failed;
    proxy.fail('TransactWriteItems', 'lose_answer', 1);
    const record = recordOf();
    expect(await store.create(record, [messageOf(record.id, '1')])).toBe('created');
    proxy.fail('UpdateItem', 'lose_answer', 1);
    const second = await store.save({ ...record, paymentId: 'pay_1' }, [messageOf(record.id, '2')]);
    expect(second).toEqual({ ...record, paymentId: 'pay_1', version: 2 });
    proxy.fail('TransactWriteItems', 'lose_answer', 1);
    const third = await store.save(withTickets(second ?? record), [messageOf(record.id, '3')]);
    expect(third?.version).toBe(3);
    expect(await store.get(record.id)).toEqual(third);
    expect(proxy.failed - before).toBe(3);
    expect(await publishedOf(record.id)).toEqual(['1', '2', '3']);
    close();
  });

  test('of a relay loses no message that came meanwhile', async () => {
    const relaying = open(proxy.endpoint);
    const writing = open();
    const before = proxy.failed;
    const record = recordOf();
    await writing.store.create(record, [messageOf(record.id, '1')]);
    const types: string[] = [];
    const relay = relaying.startRelay(async (messages) => {
      const own = messages.filter(({ key }) => key === record.id);
      types.push(...own.map(({ type }) => type));
      if (own[0]?.type !== '1') return;
      // More come while the first is published, and its removal is answered only the second time.
      const second = await writing.store.save(record, [messageOf(record.id, '2')]);
      await writing.store.save(second ?? record, [messageOf(record.id, '3')]);
      proxy.fail('UpdateItem', 'lose_answer', 1, 'REMOVE outbox[0]');
    });
    await waitUntil(() => types.includes('3'), { withinMs: 10_000 });
    await relay.close();
    expect(proxy.failed - before).toBe(1);
    expect(types).toEqual(['1', '2', '3']);
    relaying.close();
    writing.close();
  });
});

describe('an engine without capacity', () => {
  test.each([
    { status: 400, error: 'ProvisionedThroughputExceededException' },
    { status: 400, error: 'ThrottlingException' },
    { status: 500, error: 'InternalServerError' },
  ])('is tried again after $error, then answers service_unavailable', async (fault) => {
    const { store, close } = open(proxy.endpoint);
    const record = recordOf();
    proxy.fail('TransactWriteItems', fault, 2);
    expect(await store.create(record, [])).toBe('created');
    proxy.fail('GetItem', fault, 2);
    expect(await store.get(record.id)).toEqual(record);
    for (const operation of ['GetItem', 'UpdateItem', 'TransactWriteItems', 'Query']) {
      proxy.fail(operation, fault, 3);
    }
    const startedMs = Date.now();
    await expect(store.get(record.id)).rejects.toMatchObject(unavailable);
    await expect(store.save({ ...record, paymentId: 'p' }, [])).rejects.toMatchObject(unavailable);
    await expect(store.create(recordOf(), [])).rejects.toMatchObject(unavailable);
    await expect(store.pingWrites()).rejects.toMatchObject({ cause: unavailable });
    const page = store.listOfCustomer(record.customerId, { limit: 2 });
    await expect(page).rejects.toMatchObject(unavailable);
    expect(Date.now() - startedMs).toBeLessThan(4 * answerMsMax);
    expect(await store.get(record.id)).toEqual(record);
    await store.create(recordOf(), []);
    await store.pingWrites();
    close();
  });

  test('a transaction that meets another is tried again', async () => {
    const { store, close } = open(proxy.endpoint);
    const record = recordOf();
    await store.create(record, []);
    proxy.fail('UpdateItem', { status: 400, error: 'TransactionConflictException' }, 3);
    expect((await store.save({ ...record, paymentId: 'pay_1' }, []))?.version).toBe(2);
    proxy.fail('UpdateItem', { status: 400, error: 'TransactionConflictException' }, 8);
    const late = store.save({ ...record, version: 2 }, []);
    await expect(late).rejects.toMatchObject(unavailable);
    close();
  });
});

test('of two services that change one booking one wins each version, told in their order', async () => {
  const rivals = [open(), open()];
  const published: BusMessage[] = [];
  const relays = rivals.map(({ startRelay }) =>
    startRelay(async (messages) => void published.push(...messages)),
  );
  const record = recordOf();
  await open().store.create(record, [messageOf(record.id, '1')]);
  const versions = 40;
  const winners = await Promise.all(
    rivals.map(async ({ store }) => {
      const won: number[] = [];
      for (;;) {
        const current = await store.get(record.id);
        if (current === undefined) throw new Error('the booking is gone');
        if (current.version >= versions) return won;
        const message = messageOf(record.id, String(current.version + 1));
        const saved = await store.save(current, [message]);
        if (saved !== undefined) won.push(saved.version);
      }
    }),
  );
  const all = winners.flat().sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: versions - 1 }, (_, index) => index + 2));
  const own = () => published.filter(({ key }) => key === record.id).map(({ type }) => type);
  await waitUntil(() => own().length >= versions, { withinMs: 20_000 });
  await Promise.all(relays.map((relay) => relay.close()));
  expect(own()).toEqual(Array.from({ length: versions }, (_, index) => String(index + 1)));
  for (const { close } of rivals) close();
});

test('frozen, it is given up within seconds, and nothing is lost when it comes back', async () => {
  const { store, close } = open();
  const record = recordOf();
  await store.create(record, []);
  engine.freeze();
  try {
    const startedMs = Date.now();
    const asked = [store.get(record.id), store.create(recordOf(), []), store.save(record, [])];
    const answers = await Promise.allSettled(asked);
    expect(Date.now() - startedMs).toBeLessThan(answerMsMax);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: unavailable });
    }
  } finally {
    engine.thaw();
  }
  await waitUntil(async () => (await store.get(record.id)) !== undefined, { withinMs: 10_000 });
  close();
});

test('killed in the middle of sales, it keeps what was acknowledged, and tells all of it', async () => {
  const instances = [open(), open()];
  const published: BusMessage[] = [];
  const relays = instances.map(({ startRelay }) =>
    startRelay(async (messages) => void published.push(...messages)),
  );
  const sales: Sale[] = [];
  const stopping = new AbortController();
  const customers = instances.flatMap(({ store }) =>
    [1, 2, 3, 4].map(() => sellUntil(stopping.signal, store, sales)),
  );
  for (let kill = 1; kill <= 3; kill += 1) {
    const enough = sales.filter(({ confirmed }) => confirmed).length + 10;
    await waitUntil(() => sales.filter(({ confirmed }) => confirmed).length >= enough, {
      withinMs: 60_000,
    });
    await engine.kill();
    await engine.start();
  }
  stopping.abort();
  await Promise.all(customers);

  const { store } = instances[0] ?? open();
  for (const sale of sales) await expectKept(store, sale);
  await waitUntil(async () => (await openOutbox(store)) === 0, { withinMs: 60_000 });
  await Promise.all(relays.map((relay) => relay.close()));
  for (const sale of sales) {
    const ids = published.filter(({ key }) => key === sale.record.id).map(({ id }) => id);
    const firstTimes = [...new Set(ids)];
    expect(firstTimes).toEqual(expect.arrayContaining(sale.acknowledged));
    expect(firstTimes.filter((id) => sale.acknowledged.includes(id))).toEqual(sale.acknowledged);
  }
  for (const { close } of instances) close();
}, 240_000);

interface Sale {
  record: BookingRecord;
  confirmed: boolean;
  /** Ids of messages whose write was acknowledged, in that order. */
  readonly acknowledged: string[];
}

/** Creates and confirms bookings; noted is only what was acknowledged. */
async function sellUntil(signal: AbortSignal, store: BookingStore, sales: Sale[]): Promise<void> {
  while (!signal.aborted) {
    const record = recordOf();
    const created = messageOf(record.id, 'booking.created');
    try {
      await store.create(record, [created]);
      const sale: Sale = { record, confirmed: false, acknowledged: [created.id] };
      sales.push(sale);
      const confirmed = messageOf(record.id, 'booking.confirmed');
      const saved = await store.save(withTickets(record), [confirmed]);
      if (saved === undefined) throw new Error('somebody else changed it');
      sale.record = saved;
      sale.confirmed = true;
      sale.acknowledged.push(confirmed.id);
    } catch (error) {
      expect(error).toMatchObject(unavailable);
    }
  }
}

async function expectKept(store: BookingStore, { record, confirmed }: Sale): Promise<void> {
  const kept = await store.get(record.id);
  // A save that was not acknowledged may have been done: then it was done as a whole.
  if (confirmed) expect(kept).toEqual(record);
  else expect([1, 2]).toContain(kept?.version);
  expect(await store.findByIdempotencyKey(record.customerId, record.idempotencyKey)).toEqual(kept);
  for (const { ticket } of kept?.seats ?? []) {
    if (ticket === undefined) continue;
    expect(await store.findByTicket({ ticketId: ticket.id })).toEqual(kept);
    expect(await store.findByTicket({ shortId: ticket.shortId })).toEqual(kept);
  }
}

const openOutbox = async (store: ReturnType<typeof open>['store']): Promise<number> =>
  (await store.outbox.listWaiting(10)).length;

/** What waits for publishing of this booking, published now. */
async function publishedOf(bookingId: string): Promise<string[]> {
  const { store, startRelay, close } = open();
  const types: string[] = [];
  const relay = startRelay(async (messages) => {
    types.push(...messages.filter(({ key }) => key === bookingId).map(({ type }) => type));
  });
  await waitUntil(async () => (await openOutbox(store)) === 0, { withinMs: 10_000 });
  await relay.close();
  close();
  return types;
}
