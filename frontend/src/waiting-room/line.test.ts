import type { Entry, WaitingRoomStatus } from '@ticketing/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '../api/problem.ts';
import type { StoredPlace } from '../features/waiting-room/place.ts';
import { Line } from './line.ts';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-07-03T11:00:00Z') }));
afterEach(() => vi.useRealTimers());

const waitingAt = (position: number): Entry => ({ state: 'waiting', position, positionToken: 't' });
const admitted: Entry = {
  state: 'admitted',
  admissionToken: 'a',
  expiresAt: '2026-07-03T11:10:00Z',
};
const queueing = (serving: number): WaitingRoomStatus => ({
  state: 'queueing',
  serving,
  issued: 500,
  ratePerMinute: 60,
  at: '2026-07-03T11:00:00Z',
});

/** A gateway that answers what it is told to, and counts who asks. */
function lineAt(gateway: { entry: Entry | ApiProblem; status: WaitingRoomStatus | ApiProblem }) {
  const seen = { entries: 0, statuses: 0, streams: 0, shown: [] as string[] };
  let kept: StoredPlace | undefined = { position: 400, positionToken: 't' };
  const answer = async <Reply>(reply: Reply | ApiProblem): Promise<Reply> => {
    if (reply instanceof ApiProblem) throw reply;
    return reply;
  };
  const line = new Line(
    {
      enter: () => {
        seen.entries += 1;
        return answer(gateway.entry);
      },
      readStatus: () => {
        seen.statuses += 1;
        return answer(gateway.status);
      },
      streamStatus: () => {
        seen.streams += 1;
        return () => {
          seen.streams -= 1;
        };
      },
      place: {
        read: () => kept,
        write: (_, place) => {
          kept = place;
        },
      },
      now: Date.now,
      random: () => 0.5,
    },
    'prf_1',
    () => seen.shown.push(line.state.kind),
  );
  return { line, seen, place: () => kept };
}

const outage = new ApiProblem({ code: 'service_unavailable', status: 503 });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('the line is read at its pace, and comes in by itself when the place is served', async () => {
  const gateway = { entry: waitingAt(400), status: queueing(0) };
  const { line, seen, place } = lineAt(gateway);
  line.start();
  await pass(0);
  expect(line.state).toMatchObject({ kind: 'waiting', ahead: 399 });
  expect(seen).toMatchObject({ entries: 1, statuses: 1, streams: 0 });
  gateway.status = queueing(350);
  await pass(3_000);
  expect(line.state).toMatchObject({ ahead: 49 });
  expect(place()?.aheadShown).toBe(49);
  expect(seen.streams).toBe(1);
  gateway.status = queueing(400);
  await pass(1_500);
  expect(line.state).toMatchObject({ ahead: 0 });
  expect(seen.entries).toBe(2);
  gateway.entry = admitted;
  await pass(1_500);
  expect(line.state.kind).toBe('admitted');
  const { entries, statuses } = seen;
  await pass(60_000);
  expect(seen).toMatchObject({ entries, statuses, streams: 0 });
});

test('a fault that passes keeps the place, says so, and is tried again', async () => {
  const gateway: Parameters<typeof lineAt>[0] = { entry: outage, status: queueing(0) };
  const { line, seen } = lineAt(gateway);
  line.start();
  await pass(0);
  expect([line.lostTouch, line.state.kind]).toEqual([true, 'joining']);
  gateway.entry = waitingAt(400);
  await pass(3_000);
  expect([line.lostTouch, line.state.kind]).toEqual([false, 'waiting']);
  gateway.status = outage;
  await pass(3_000);
  expect([line.lostTouch, line.state.kind]).toEqual([true, 'waiting']);
  gateway.status = queueing(10);
  await pass(3_000);
  expect(line.lostTouch).toBe(false);
  expect(line.state).toMatchObject({ ahead: 389 });
  expect(seen.entries).toBe(2);
});

test('a refusal ends the wait, an ended sale by its own name', async () => {
  const refused = lineAt({
    entry: new ApiProblem({ code: 'performance_cancelled', status: 409 }),
    status: queueing(0),
  });
  refused.line.start();
  const ended = lineAt({
    entry: new ApiProblem({ code: 'sale_closed', status: 409 }),
    status: queueing(0),
  });
  ended.line.start();
  await pass(60_000);
  expect(refused.line.state).toMatchObject({ kind: 'failed' });
  expect(ended.line.state).toEqual({ kind: 'closed' });
  expect(refused.seen.entries + ended.seen.entries).toBe(2);
});

test('a sale that opens is asked at its opening, and again when this clock was early', async () => {
  const opensAt = '2026-07-03T12:00:00Z';
  const gateway: Parameters<typeof lineAt>[0] = {
    entry: { state: 'not_open', opensAt },
    status: queueing(0),
  };
  const { line, seen } = lineAt(gateway);
  line.start();
  await pass(59 * 60_000);
  expect(line.state).toEqual({ kind: 'not_open', opensAt });
  expect(seen.entries).toBe(1);
  await pass(61_000);
  expect(seen.entries).toBe(2);
  gateway.entry = waitingAt(400);
  await pass(3_000);
  expect(line.state.kind).toBe('waiting');
});

test('a page that is put aside asks nothing, and goes on where it was', async () => {
  const { line, seen } = lineAt({ entry: waitingAt(400), status: queueing(350) });
  line.start();
  await pass(0);
  expect(seen.streams).toBe(1);
  line.stop();
  const { statuses } = seen;
  await pass(60_000);
  expect(seen).toMatchObject({ statuses, entries: 1, streams: 0 });
  line.start();
  await pass(0);
  expect(seen).toMatchObject({ statuses: statuses + 1, entries: 2, streams: 1 });
  expect(line.state).toMatchObject({ kind: 'waiting', ahead: 49 });
});
