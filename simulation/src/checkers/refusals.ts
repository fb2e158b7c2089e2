import type { Row } from '../seat-journal.ts';
import type { Checker } from './checker.ts';

interface Owner {
  readonly holdId: string;
  readonly bookingId?: string;
}
type Owners = ReadonlyMap<number, Owner>;

/**
 * I6: nobody is refused by what a leader knew before. When no row came between question and answer, seats
 * that were free were not taken, and who had bought seats could return them.
 */
export const checkRefusals: Checker = ({ journal, answered }) => {
  const faults: string[] = [];
  const states: Owners[] = [new Map()];
  for (const row of journal.rows) states.push(after(states.at(-1) ?? new Map(), row));
  for (const { command, reply, rowsBefore, rowsAfter } of answered) {
    const owners = states[rowsBefore];
    if (rowsBefore !== rowsAfter || owners === undefined) continue;
    if (command.kind === 'hold_seats' && reply.result === 'SEATS_TAKEN') {
      if (command.seatNos.some((seatNo) => owners.has(seatNo))) continue;
      faults.push(`I6 ${command.holdId} was refused seats that were free`);
    }
    if (command.kind === 'return_seats' && reply.result === 'NOT_OWNER') {
      const { bookingId } = command;
      if (command.seatNos.some((seatNo) => owners.get(seatNo)?.bookingId !== bookingId)) continue;
      faults.push(`I6 ${bookingId} could not return its own seats`);
    }
  }
  return faults;
};

function after(before: Owners, { effects }: Row): Owners {
  if (effects.length === 0) return before;
  const owners = new Map(before);
  const ended = new Set<string>();
  for (const effect of effects) {
    if (effect.kind === 'held') {
      for (const seatNo of effect.seatNos) owners.set(seatNo, { holdId: effect.holdId });
    } else if (effect.kind === 'released') ended.add(effect.holdId);
    else if (effect.kind === 'expired') for (const holdId of effect.holdIds) ended.add(holdId);
    else if (effect.kind === 'returned') for (const seatNo of effect.seatNos) owners.delete(seatNo);
    else if (effect.kind === 'blocks_changed') {
      for (const seatNo of effect.block) owners.set(seatNo, { holdId: 'blocked' });
    } else if (effect.kind === 'confirmed') {
      for (const [seatNo, { holdId }] of owners) {
        if (holdId === effect.holdId) owners.set(seatNo, effect);
      }
    }
  }
  for (const [seatNo, { holdId }] of owners) if (ended.has(holdId)) owners.delete(seatNo);
  return owners;
}
