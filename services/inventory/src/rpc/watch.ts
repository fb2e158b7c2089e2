import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { WireSeatDelta } from '@ticketing/inventory-client/wire';
import type { SeatKeeper } from '../operations/seat-keeper.ts';
import type { Watch, Watcher } from '../operations/watch-seats.ts';
import { watchersMax } from './limits.ts';
import { tellLeader } from './tell-leader.ts';

export type WatchCall = ServerWritableStream<
  { performanceId: string; afterVersion: number },
  WireSeatDelta
>;

let watcherCount = 0;

/** Serves one watcher until it leaves, or until the performance leaves the memory. */
export async function serveWatch(seats: Pick<SeatKeeper, 'watch'>, call: WatchCall): Promise<void> {
  const { performanceId, afterVersion } = call.request;
  let watch: Watch | undefined;
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    watcherCount -= 1;
    watch?.stop();
  };
  const refuse = (code: status, details: string) => {
    leave();
    call.emit('error', { code, details });
  };
  const watcher: Watcher = {
    send: (changes) => call.write(changes),
    lost: () => refuse(status.UNAVAILABLE, 'the performance was closed here; begin anew'),
  };
  watcherCount += 1;
  call.on('cancelled', leave);
  call.on('close', leave);
  call.on('error', leave);
  call.on('drain', () => watch?.resume());
  if (watcherCount > watchersMax) {
    refuse(status.RESOURCE_EXHAUSTED, 'too many watchers');
    return;
  }
  const begun = await seats.watch(performanceId, afterVersion, watcher);
  if (!('result' in begun)) {
    watch = begun;
    if (left) watch.stop();
  } else if (begun.result === 'NOT_LEADER') {
    const metadata = tellLeader(begun.leader ?? '');
    leave();
    call.emit('error', { code: status.FAILED_PRECONDITION, details: 'another leads', metadata });
  } else if (begun.result === 'PERFORMANCE_NOT_FOUND') {
    refuse(status.NOT_FOUND, 'there is no such performance');
  } else {
    refuse(status.UNAVAILABLE, 'the performance cannot be opened now');
  }
}
