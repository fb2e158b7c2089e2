import type { PlantedBug } from './planted-bug.ts';

const domain = 'services/inventory/src/domain';
const commitLoop = 'services/inventory/src/operations/commit-loop.ts';

const decidesWithoutLease = {
  file: commitLoop,
  find: `if (!slots.isLeased(slot)) {
      // Another one may lead`,
  replace: `if (slot.term < 0) {
      // Another one may lead`,
};
const sendsWithoutLease = {
  file: commitLoop,
  find: `if (!slots.isLeased(slot)) {
      // It lapsed since`,
  replace: `if (slot.term < 0) {
      // It lapsed since`,
};

export const bugsInInventory: readonly PlantedBug[] = [
  {
    name: 'the fence of a hold is not checked',
    changes: [
      {
        file: `${domain}/decide.ts`,
        find: `if (holds.fence[hold] !== command.fence) return fenceStale;
  if (holds.state[hold] !== holdState.held) {`,
        replace: 'if (holds.state[hold] !== holdState.held) {',
      },
    ],
    caughtBy: ['I6'],
  },
  {
    name: 'a batch that was fenced off is answered as if it had been written',
    changes: [
      {
        file: commitLoop,
        find: 'const landed = flights.filter(({ slot }) => written.has(slot.performanceId));',
        replace: 'const landed = [...flights];',
      },
      {
        file: commitLoop,
        find: 'if (!written.has(flight.slot.performanceId)) turnBack(',
        replace: 'if (written.size < 0) turnBack(',
      },
    ],
    caughtBy: ['I1', 'I2', 'I6', 'I10'],
  },
  {
    name: 'what was decided on a batch that was fenced off is sent all the same',
    changes: [
      {
        file: commitLoop,
        find: 'slot.waiting = [...earlier, ...leaveOpen(slot), ...slot.waiting];',
        replace: 'slot.waiting = [...earlier, ...slot.waiting];',
      },
    ],
    caughtBy: ['I1', 'I2', 'I6', 'I10'],
  },
  {
    name: 'what changes nothing is answered before that which it was decided on is durable',
    changes: [
      {
        file: commitLoop,
        find: 'slot.waiting = slot.waiting.slice(joined);',
        replace: `slot.waiting = slot.waiting.slice(joined);
      if (batch.effects.length === 0) answerAll(pending.splice(0), batch.replies.splice(0));`,
      },
    ],
    caughtBy: ['I2', 'I6'],
  },
  {
    name: 'a leader whose lease has lapsed goes on deciding',
    changes: [decidesWithoutLease, sendsWithoutLease],
    caughtBy: ['I2', 'I6'],
  },
  {
    name: 'what is confirmed needs no hold',
    changes: [
      {
        file: `${domain}/decide.ts`,
        find: `if (hold === noRow || holds.state[hold] === holdState.released) return holdNotFound;
  if (!isHoldOf(holds, hold, command.customerId)) return notOwner;
  if (holds.fence[hold] !== command.fence) return fenceStale;
  if (holds.state[hold] !== holdState.held) {`,
        replace: `if (hold === noRow || holds.state[hold] === holdState.released) return done;
  if (!isHoldOf(holds, hold, command.customerId)) return notOwner;
  if (holds.fence[hold] !== command.fence) return fenceStale;
  if (holds.state[hold] !== holdState.held) {`,
      },
    ],
    caughtBy: ['I1', 'I6'],
  },
  {
    name: 'seats that are taken are held anyway',
    changes: [
      {
        file: `${domain}/decide-taking.ts`,
        find: 'if (state.status[seatNo] !== seatStatus.available) return seatsTaken',
        replace: 'if (state.status[seatNo] === undefined) return seatsTaken',
      },
      {
        file: `${domain}/seat-state.ts`,
        find: 'if (status[seatNo] !== seatStatus.available) throw',
        replace: 'if (status[seatNo] === undefined) throw',
      },
    ],
    caughtBy: ['I1'],
  },
  {
    name: 'seats that are taken are blocked anyway',
    changes: [
      {
        file: `${domain}/decide-blocks.ts`,
        find: 'if (taken.length > 0) return',
        replace: 'if (taken.length > 99) return',
      },
      {
        file: `${domain}/seat-state.ts`,
        find: 'if (status[seatNo] !== seatStatus.available) throw',
        replace: 'if (status[seatNo] === undefined) throw',
      },
    ],
    caughtBy: ['I2'],
  },
  {
    name: 'a hold that is asked for again takes other seats',
    changes: [
      {
        file: `${domain}/decide-taking.ts`,
        find: `if (earlier !== noRow) {
    const same = holds.seatsCount[earlier] === quantity;`,
        replace: `if (earlier !== noRow && quantity < 1) {
    const same = holds.seatsCount[earlier] === quantity;`,
      },
      {
        file: `${domain}/hold-table.ts`,
        find: 'if (holds.ids.find(hold.id) !== noRow)',
        replace: 'if (hold.fence < 0)',
      },
    ],
    caughtBy: ['I1', 'I6', 'I7'],
  },
  {
    name: 'the limit of a customer is not checked',
    changes: [
      {
        file: `${domain}/decide-taking.ts`,
        find: '+ count > state.ticketsPerCustomerMax;',
        replace: '+ count > 100;',
      },
    ],
    caughtBy: ['I9'],
  },
  {
    name: 'holds expire thirty seconds early',
    changes: [
      {
        file: `${domain}/decide.ts`,
        find: 'if (expiresAtMs > nowMs) queueExpiry',
        replace: 'if (expiresAtMs > nowMs + 30_000) queueExpiry',
      },
      {
        file: `${domain}/decide.ts`,
        find: 'const hold = takeExpiry(state, nowMs);',
        replace: 'const hold = takeExpiry(state, nowMs + 30_000);',
      },
      {
        file: `${domain}/decide.ts`,
        find: 'if (state.expiries.nextAtMs() > nowMs) return',
        replace: 'if (state.expiries.nextAtMs() > nowMs + 30_000) return',
      },
    ],
    caughtBy: ['I2'],
  },
  {
    name: 'holds expire by the wall clock of the host that leads now',
    changes: [
      {
        file: `${domain}/decide-batch.ts`,
        find: 'nowMs: Math.max(clockMs, state.nowMs),',
        replace: 'nowMs: clockMs,',
      },
    ],
    caughtBy: ['I2'],
  },
  {
    name: 'holds never expire',
    changes: [
      {
        file: `${domain}/decide.ts`,
        find: 'return holdIds.length === 0 ? undefined',
        replace: 'return holdIds.length < 9 ? undefined',
      },
    ],
    caughtBy: ['I10'],
  },
];
