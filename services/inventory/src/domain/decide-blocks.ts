import { seatStatus } from '@ticketing/contracts';
import type { ChangeBlocks } from './commands.ts';
import { commandInvalid, type Decision, done, isId, sameManySeats } from './decision.ts';
import { levelNone } from './layout.ts';
import { blocksPerChangeMax } from './limits.ts';
import type { SeatState } from './seat-state.ts';

/**
 * Blocks and releases seats, all or nothing. Only what is available can be blocked (SEATS_TAKEN names
 * the others), only what is blocked and has a price can be released; seats that are unknown or named
 * twice are SEATS_INVALID, as those that cannot be released are. A cancelled performance takes it too.
 */
export function decideBlocks(state: SeatState, command: ChangeBlocks): Decision {
  const { changeId, block, release } = command;
  if (!isId(changeId)) return commandInvalid;
  const earlier = state.blockChanges.get(changeId);
  if (earlier !== undefined) {
    const same = sameManySeats(earlier.block, block) && sameManySeats(earlier.release, release);
    return same ? done : commandInvalid;
  }
  if (block.length > blocksPerChangeMax || release.length > blocksPerChangeMax) {
    return commandInvalid;
  }
  if (block.length + release.length === 0) return commandInvalid;
  const invalid = [...unfitSeats(state, block, release)].sort((a, b) => a - b);
  if (invalid.length > 0) return { reply: { result: 'SEATS_INVALID', conflicts: invalid } };
  const taken = block.filter((seatNo) => state.status[seatNo] !== seatStatus.available);
  if (taken.length > 0) return { reply: { result: 'SEATS_TAKEN', conflicts: taken } };
  return { ...done, effect: { kind: 'blocks_changed', changeId, block, release } };
}

/** Unknown, named twice, or not to be released. */
function unfitSeats(
  { layout, status }: SeatState,
  block: readonly number[],
  release: readonly number[],
): Set<number> {
  const named = new Set<number>();
  const unfit = new Set<number>();
  for (const seatNo of [...block, ...release]) {
    if (layout.levels[seatNo] === undefined || named.has(seatNo)) unfit.add(seatNo);
    named.add(seatNo);
  }
  for (const seatNo of release) {
    const blocked = status[seatNo] === seatStatus.blocked;
    if (!blocked || layout.levels[seatNo] === levelNone) unfit.add(seatNo);
  }
  return unfit;
}
