import { createMetrics, systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { createSeatState } from '../domain/seat-state.ts';
import { noRow } from '../domain/text-rows.ts';
import { createInventoryMetrics } from '../metrics.ts';
import type { BatchToWrite } from '../storage/seat-store.ts';
import { createCommitLoop } from './commit-loop.ts';
import { halvedCommandsMin } from './limits.ts';
import { createSlot, type KeeperReply, showReloaded } from './performance-slot.ts';
import { systemScheduler } from './scheduler.ts';
import type { Slots } from './slots.ts';

/** A loop on one open performance of 400 seats, and a store whose writes the test ends. */
function startLoop() {
  const slot = createSlot('prf_x', 0);
  const newState = () => createSeatState(layoutOf([{ id: 'pit', level: 0, rows: [400] }]), 4);
  const said: string[] = [];
  const lease = { isLeased: true };
  const writes: { batches: readonly BatchToWrite[]; end: PromiseWithResolvers<Set<string>> }[] = [];
  const slots: Partial<Slots> = {
    isLeased: () => lease.isLeased,
    confirm: () => void said.push('asks for the lease'),
    reload(reloaded) {
      said.push('reads anew');
      reloaded.phase = 'opening';
      reloaded.state = undefined;
    },
  };
  const loop = createCommitLoop({
    store: {
      writeBatches(batches) {
        const end = Promise.withResolvers<Set<string>>();
        writes.push({ batches, end });
        return end.promise;
      },
    },
    slots: slots as Slots,
    clock: systemClock,
    scheduler: systemScheduler,
    metrics: createInventoryMetrics(createMetrics('inventory')),
    log: quietLogger(),
    onCommitted: () => undefined,
  });
  /** As after it was read. */
  function open(): void {
    slot.state = newState();
    showReloaded(slot.seen, slot.state);
    slot.phase = 'ready';
  }
  const replies = new Map<string, KeeperReply>();
  function hold(holdId: string, seatNo: number): void {
    slot.waiting.push({
      command: {
        ...{ kind: 'hold_seats', holdId, customerId: holdId },
        ...{ seatNos: [seatNo], holdSeconds: 60 },
      },
      answer: (reply) => replies.set(holdId, reply),
      arrivedAt: systemScheduler.monotonicMs(),
      fencedTries: 0,
    });
    loop.wake(slot);
  }
  /** What was written ends so, and all that follows from it at once happens. */
  async function endWrite(written: readonly string[]): Promise<void> {
    writes.at(-1)?.end.resolve(new Set(written));
    await turns();
  }
  open();
  return { slot, loop, said, lease, writes, replies, open, hold, endWrite };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await systemScheduler.nextTurn();
}

const sequences = ({ batches }: { batches: readonly BatchToWrite[] }) =>
  batches.map(({ batch }) => batch.sequence);

test('a leader whose lease has lapsed asks for it before it writes, and then decides', async () => {
  const { loop, slot, lease, said, writes, replies, hold, endWrite } = startLoop();
  lease.isLeased = false;
  hold('h1', 1);
  await loop.settle();
  expect(said).toEqual(['asks for the lease']);
  expect(writes).toEqual([]);
  lease.isLeased = true;
  loop.wake(slot);
  await turns();
  expect(writes).toHaveLength(1);
  expect(replies.size).toBe(0);
  await endWrite(['prf_x']);
  expect(replies.get('h1')).toMatchObject({ result: 'OK' });
});

test('what comes while a batch is written is decided on top of it, sent after it, and answered when it is durable', async () => {
  const { loop, slot, writes, replies, hold, endWrite } = startLoop();
  hold('h1', 1);
  await turns();
  hold('h2', 2);
  hold('h3', 1);
  await turns();
  hold('h4', 4);
  await turns();
  // Decided, and neither sent nor shown: one statement at a time.
  expect(writes).toHaveLength(1);
  expect(slot.state?.heldCount).toBe(3);
  expect([...slot.seen.status.subarray(1, 5)]).toEqual([0, 0, 0, 0]);
  expect(replies.size).toBe(0);
  await endWrite(['prf_x']);
  expect(replies.get('h1')).toMatchObject({ result: 'OK', hold: { fence: 1 } });
  expect([...slot.seen.status.subarray(1, 5)]).toEqual([1, 0, 0, 0]);
  // Not even the refusal, which rests on what came before it: they are answered in their order.
  expect([...replies.keys()]).toEqual(['h1']);
  expect(writes.map(sequences)).toEqual([[1], [2]]);
  await endWrite(['prf_x']);
  expect(replies.get('h2')).toMatchObject({ result: 'OK', hold: { fence: 2 } });
  expect(replies.get('h3')).toEqual({ result: 'SEATS_TAKEN', conflicts: [1] });
  expect(replies.get('h4')).toMatchObject({ result: 'OK' });
  expect([...slot.seen.status.subarray(1, 5)]).toEqual([1, 1, 0, 1]);
  await loop.settle();
  expect(slot.phase).toBe('ready');
});

test('a refusal alone needs no row, and waits for the row that it rests on', async () => {
  const { loop, writes, replies, hold, endWrite } = startLoop();
  hold('h1', 1);
  await turns();
  hold('h2', 1);
  await turns();
  expect(replies.size).toBe(0);
  await endWrite(['prf_x']);
  expect(replies.get('h2')).toEqual({ result: 'SEATS_TAKEN', conflicts: [1] });
  await loop.settle();
  expect(writes).toHaveLength(1);
});

test('what was decided on a batch that was fenced off is decided anew, in the old order', async () => {
  const { slot, said, writes, replies, open, loop, hold, endWrite } = startLoop();
  hold('h1', 1);
  await turns();
  hold('h2', 1);
  hold('h3', 3);
  await turns();
  await endWrite([]);
  expect(said).toEqual(['reads anew']);
  expect(writes).toHaveLength(1);
  expect(replies.size).toBe(0);
  expect(slot.waiting.map(({ command }) => 'holdId' in command && command.holdId)).toEqual([
    ...['h1', 'h2', 'h3'],
  ]);
  open();
  loop.wake(slot);
  await turns();
  await endWrite(['prf_x']);
  const results = ['h1', 'h2', 'h3'].map((id) => replies.get(id)?.result);
  expect(results).toEqual(['OK', 'SEATS_TAKEN', 'OK']);
});

test('of a batch whose outcome nobody knows its callers are told so, and those behind it wait for another', async () => {
  const { slot, writes, replies, hold } = startLoop();
  hold('h1', 1);
  await turns();
  hold('h2', 2);
  await turns();
  writes[0]?.end.reject(new Error('the connection broke'));
  await turns();
  expect(replies.get('h1')).toEqual({ result: 'UNAVAILABLE' });
  expect(replies.has('h2')).toBe(false);
  expect(slot.waiting).toHaveLength(1);
  // Its row may still come.
  expect(slot.provenFrom).toBe(1);
});

test('what was decided in time is not sent when the lease has lapsed meanwhile', async () => {
  const { slot, said, lease, writes, replies, hold, endWrite } = startLoop();
  hold('h1', 1);
  await turns();
  hold('h2', 2);
  await turns();
  lease.isLeased = false;
  await endWrite(['prf_x']);
  // The row was written, so this one is true whoever leads by now.
  expect(replies.get('h1')).toMatchObject({ result: 'OK' });
  expect(writes).toHaveLength(1);
  expect(said).toEqual(['reads anew']);
  expect(replies.has('h2')).toBe(false);
  expect(slot.waiting).toHaveLength(1);
});

test('a state that contradicts itself is thrown away, and nobody is told what was decided on it', async () => {
  const { slot, loop, said, writes, replies, hold, endWrite } = startLoop();
  hold('h1', 1);
  await turns();
  await endWrite(['prf_x']);
  hold('h2', 2);
  await turns();
  hold('h3', 3);
  await turns();
  // No path of ours leads there: whose seat it is was forgotten.
  if (slot.state !== undefined) slot.state.owners[1] = noRow;
  slot.waiting.push({
    command: { kind: 'release_hold', holdId: 'h1', customerId: 'h1' },
    answer: (reply) => replies.set('release of h1', reply),
    arrivedAt: systemScheduler.monotonicMs(),
    fencedTries: 0,
  });
  loop.wake(slot);
  await turns();
  expect(said).toEqual(['reads anew']);
  expect(replies.get('h3')).toEqual({ result: 'UNAVAILABLE' });
  expect(replies.get('release of h1')).toEqual({ result: 'UNAVAILABLE' });
  // What was on its way is true once it is written, and whoever reads anew must not miss it.
  expect(slot.provenFrom).toBe(2);
  await endWrite(['prf_x']);
  expect(replies.get('h2')).toMatchObject({ result: 'OK' });
  expect(writes).toHaveLength(2);
  expect(said).toEqual(['reads anew']);
});

test('whoever waits for a moment when all is durable gets it in the midst of a sale', async () => {
  const { slot, writes, hold, endWrite } = startLoop();
  hold('h1', 1);
  await turns();
  let wasReady = false;
  slot.readyWaiters.push(() => {
    wasReady = slot.phase === 'ready' && slot.state?.version === slot.seen.version;
  });
  hold('h2', 2);
  await turns();
  await endWrite(['prf_x']);
  expect(wasReady).toBe(true);
  // And then it goes on.
  expect(writes.map(sequences)).toEqual([[1], [2]]);
  await endWrite(['prf_x']);
});

test('many commands that come together go in two batches, so that one is decided while the other is written', async () => {
  const { writes, hold, endWrite } = startLoop();
  for (let place = 0; place < 200; place += 1) hold(`h${place}`, place);
  await turns();
  await endWrite(['prf_x']);
  await endWrite(['prf_x']);
  const sizes = writes.map(({ batches }) => batches[0]?.batch.replies.length);
  expect(sizes).toEqual([100, 100]);
  expect(halvedCommandsMin).toBeLessThan(100);
});
