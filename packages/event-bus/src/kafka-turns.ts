import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaAssignment } from './kafka-assignment.ts';
import { kafkaHandOverMsMax, kafkaRetryMs, kafkaSaveMsMax } from './limits.ts';

interface TurnsDependencies {
  /** One that is not a member any more may not save; what it finished will come again. */
  readonly mayEndWithSave: () => boolean;
  readonly findOffsets: (partitions: readonly number[]) => Promise<Map<number, bigint>>;
  readonly start: (
    offsets: ReadonlyMap<number, bigint>,
    /** Waits for a save, but no longer than the turn lasts. */
    commit: (saved: Promise<void>) => Promise<void>,
  ) => KafkaAssignment;
  readonly onFailure: (error: unknown) => void;
}

/** One assignment after the other, never two at a time. */
export interface Turns {
  begin(partitions: readonly number[]): Promise<void>;
  resume(): void;
  /** Ends the assignment before the group gives its partitions to others. */
  handOver(): Promise<void>;
  end(): Promise<void>;
}

export function createTurns(dependencies: TurnsDependencies): Turns {
  let assignment: KafkaAssignment | undefined;
  let handingOver: Promise<void> | undefined;
  let handlersEnded: Promise<void> | undefined;
  let giveUpSave = (): void => {};
  /** Counts the assignments; an older one must not begin after a newer. */
  let turn = 0;
  let ended = false;

  async function stopAssignment(): Promise<void> {
    const stopping = assignment;
    assignment = undefined;
    handlersEnded = stopping?.stop();
    await handlersEnded;
    await stopping?.end({ save: dependencies.mayEndWithSave() });
  }

  async function commit(saved: Promise<void>): Promise<void> {
    const givenUp = new Promise<never>((_, reject) => {
      giveUpSave = () => reject(new Error('the group divides its partitions anew'));
    });
    await Promise.race([saved, givenUp]);
  }

  async function begin(partitions: readonly number[]): Promise<void> {
    turn += 1;
    const mine = turn;
    while (mine === turn && !ended) {
      try {
        const offsets = await dependencies.findOffsets(partitions);
        await stopAssignment();
        if (mine === turn && !ended) assignment = dependencies.start(offsets, commit);
        return;
      } catch (error) {
        if (mine === turn) dependencies.onFailure(error);
        await sleep(kafkaRetryMs);
      }
    }
  }

  /**
   * Saving may itself find that the group divides anew, and then join and call this: such a call
   * waits for the handlers only, and a save that waits for the joining is given up. A handler that
   * outlasts the limit costs its message a second try.
   */
  async function handOver(): Promise<void> {
    const limit = sleep(kafkaHandOverMsMax, undefined, { ref: false });
    if (handingOver !== undefined) {
      await Promise.race([handlersEnded, limit]);
      return;
    }
    const unblock = setInterval(() => giveUpSave(), kafkaSaveMsMax);
    handingOver = Promise.race([stopAll(), limit]);
    await handingOver;
    clearInterval(unblock);
    handingOver = undefined;
  }

  /** Also what a joining within the save has begun meanwhile. */
  async function stopAll(): Promise<void> {
    do {
      turn += 1;
      await stopAssignment();
    } while (assignment !== undefined);
  }

  return {
    begin,
    resume: () => assignment?.resume(),
    handOver,
    async end() {
      ended = true;
      await handingOver;
      await stopAssignment();
    },
  };
}
