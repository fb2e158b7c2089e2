import { openInProcessKeyValueStore } from '../src/index.ts';

/** What the child has been told by the store so far. */
export interface ChildReport {
  readonly first: number;
  readonly last: number;
  readonly given: number;
  readonly servingAtStart: number;
  readonly serving: number;
}

/** Takes positions and raises `serving` until it is killed, and tells the parent what it got. */
const store = await openInProcessKeyValueStore({ stateFile: process.argv[2] ?? '' });
const { waitingRooms } = store;
const servingAtStart = await waitingRooms.serving('room');
const first = await waitingRooms.nextPosition('room');
let report: ChildReport = { first, last: first, given: 1, servingAtStart, serving: servingAtStart };

async function takePositions(): Promise<void> {
  for (;;) {
    const positions = await Promise.all(
      Array.from({ length: 7 }, () => waitingRooms.nextPosition('room')),
    );
    const last = positions.at(-1) ?? report.last;
    report = { ...report, last, given: report.given + positions.length };
    process.send?.(report);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function raiseServing(): Promise<void> {
  for (;;) {
    const serving = await waitingRooms.advanceServing('room', report.serving + 1);
    await waitingRooms.writeState('room', JSON.stringify({ serving }));
    report = { ...report, serving };
  }
}

await Promise.all([takePositions(), raiseServing()]);
