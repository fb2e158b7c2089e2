import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandStream } from './command-stream.ts';
import type { Connections } from './connections.ts';
import * as limits from './limits.ts';
import { resultNames, type WireCommand, type WireOutcome } from './wire.ts';

export type Execute = (
  performanceId: string,
  command: Omit<WireCommand, 'id'>,
) => ReturnType<CommandStream['execute']>;

/**
 * Sends commands to who leads their performance. NOT_LEADER says that nothing was done, so the command
 * goes on at once to the leader that was named, or after a moment when nobody leads yet; within the time
 * limit of a command.
 */
export function executeAtLeader(connections: Connections): Execute {
  return async (performanceId, command) => {
    const untilMs = performance.now() + limits.commandMsMax;
    let outcome = await connections.leaderOf(performanceId).stream.execute(command);
    for (let hop = 1; outcome !== undefined && isNotLeader(outcome); hop += 1) {
      if (hop > limits.hopsMax) return undefined;
      const leader = await connections.follow(performanceId, outcome.leader ?? '', hop);
      if (performance.now() >= untilMs) return undefined;
      outcome = await inTime(leader.stream.execute(command), untilMs);
    }
    return outcome;
  };
}

const notLeader = resultNames.indexOf('NOT_LEADER');

function isNotLeader(outcome: WireOutcome): boolean {
  const { hold, release, confirm, extend, blocks } = outcome;
  const reply = hold ?? release ?? confirm ?? extend ?? blocks ?? outcome.return;
  return reply?.result === notLeader;
}

/** What comes later than that has an outcome that nobody knows. */
async function inTime(
  outcome: Promise<WireOutcome | undefined>,
  untilMs: number,
): Promise<WireOutcome | undefined> {
  const over = new AbortController();
  const late = sleep(Math.max(0, untilMs - performance.now()), undefined, {
    signal: over.signal,
  }).catch(() => undefined);
  const first = await Promise.race([outcome, late]);
  over.abort();
  return first;
}
