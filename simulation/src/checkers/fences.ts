import type { Checker } from './checker.ts';

/**
 * I6: a command with a fence is only answered OK when the fence is that of the row that took its hold; and
 * what was answered OK is in the journal: nobody who was fenced off answers.
 */
export const checkFences: Checker = ({ journal, answered }) => {
  const faults: string[] = [];
  const fences = new Map<string, number>();
  const sold = new Set<string>();
  for (const { sequence, effects } of journal.rows) {
    for (const effect of effects) {
      if (effect.kind === 'held') fences.set(effect.holdId, sequence);
      if (effect.kind === 'confirmed') sold.add(`${effect.holdId} ${effect.bookingId}`);
    }
  }
  for (const { command, reply } of answered) {
    if (reply.result !== 'OK') continue;
    if (command.kind === 'confirm_hold' || command.kind === 'extend_hold') {
      if (fences.get(command.holdId) !== command.fence) {
        faults.push(
          `I6 ${command.kind} of ${command.holdId} took the stale fence ${command.fence}`,
        );
      }
    }
    if (command.kind === 'confirm_hold' && !sold.has(`${command.holdId} ${command.bookingId}`)) {
      faults.push(`I6 ${command.holdId} was answered as sold, and no row says so`);
    }
    if (command.kind === 'hold_seats' || command.kind === 'hold_best_available') {
      if (fences.get(command.holdId) !== reply.hold?.fence) {
        faults.push(`I6 ${command.holdId} was answered as held, and no row says so`);
      }
    }
  }
  return faults;
};
