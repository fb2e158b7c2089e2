import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { WireCommand, WireOutcome } from '@ticketing/inventory-client/wire';
import { isTracing, runInSpan } from '@ticketing/service-kit';
import type { KeeperReply } from '../operations/performance-slot.ts';
import type { SeatKeeper } from '../operations/seat-keeper.ts';
import { outcomesPerMessageMax, streamInFlightMax } from './limits.ts';
import { toCommand, toOutcome } from './messages.ts';

export type ExecuteCall = ServerDuplexStream<
  { commands: WireCommand[] },
  { outcomes: WireOutcome[] }
>;

/**
 * Serves one stream of commands. Outcomes go back as they become durable, gathered into as few messages
 * as the moment allows; a peer that does not read them is not read from either.
 * Returns how to end the stream from this side.
 */
export function serveExecute(seats: Pick<SeatKeeper, 'submit'>, call: ExecuteCall): () => void {
  let outcomes: WireOutcome[] = [];
  let inFlight = 0;
  let flushing = false;
  let inputEnded = false;
  let gone = false;

  function flush(): void {
    flushing = false;
    if (gone) return;
    while (outcomes.length > 0 && !call.writableNeedDrain) {
      const batch = outcomes.slice(0, outcomesPerMessageMax);
      outcomes = outcomes.slice(batch.length);
      call.write({ outcomes: batch });
    }
    if (call.isPaused() && inFlight + outcomes.length < streamInFlightMax / 2) call.resume();
    if (inputEnded && inFlight === 0 && outcomes.length === 0) call.end();
  }

  function answer(outcome: WireOutcome): void {
    inFlight -= 1;
    outcomes.push(outcome);
    if (flushing) return;
    flushing = true;
    queueMicrotask(flush);
  }

  function take(message: WireCommand): void {
    const { id } = message;
    const addressed = toCommand(message);
    inFlight += 1;
    if (addressed === undefined) {
      answer({ id });
      return;
    }
    const { performanceId, command } = addressed;
    const { kind } = command;
    const tell = (reply: KeeperReply) => {
      const outcome = toOutcome(id, kind, reply);
      if (reply.leader !== undefined) outcome.leader = reply.leader;
      answer(outcome);
    };
    if (isTracing() && message.traceparent) {
      const span = { parent: message.traceparent, resource: kind, kind: 'server' } as const;
      const submitted = () =>
        new Promise<KeeperReply>((resolve) => seats.submit(performanceId, command, resolve));
      void runInSpan('inventory.command', span, submitted).then(tell);
    } else {
      seats.submit(performanceId, command, tell);
    }
  }

  call.on('data', ({ commands }: { commands: WireCommand[] }) => {
    for (const command of commands) take(command);
    if (inFlight + outcomes.length >= streamInFlightMax) call.pause();
  });
  call.on('drain', flush);
  call.on('end', () => {
    inputEnded = true;
    flush();
  });
  const leave = () => {
    gone = true;
    outcomes = [];
  };
  call.on('cancelled', leave);
  call.on('error', leave);
  return () => {
    inputEnded = true;
    flush();
  };
}
