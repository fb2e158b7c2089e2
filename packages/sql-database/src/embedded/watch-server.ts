import type { EmbeddedPaths } from './embedded-paths.ts';
import { ensureServer } from './ensure-server.ts';
import { withFileLock } from './file-lock.ts';
import { readPostmaster } from './postmaster.ts';
import { limitLog } from './server-log.ts';

const WATCH_MILLISECONDS = 1_000;
const RETRY_MILLISECONDS = 10_000;

/**
 * Starts the durable server again, at the same address, when it dies while we use it (killed by
 * hand or for want of memory), and keeps its log short. Does not keep the process alive. Returns
 * what ends the watch.
 */
export function watchServer(paths: EmbeddedPaths, log: (message: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  const watchAgain = (milliseconds: number) => {
    if (isOver) return;
    timer = setTimeout(look, milliseconds);
    timer.unref();
  };
  const look = () => {
    restartWhenDead().then(
      () => watchAgain(WATCH_MILLISECONDS),
      (error: unknown) => {
        log(`PostgreSQL died and did not start again: ${error}`);
        watchAgain(RETRY_MILLISECONDS);
      },
    );
  };
  const restartWhenDead = async () => {
    limitLog(paths.log);
    if (readPostmaster(paths)) return;
    await withFileLock(paths.lock, async () => {
      if (isOver) return;
      const { adopted } = await ensureServer(paths, 'durable');
      if (!adopted) log(`PostgreSQL died in ${paths.data} and was started again.`);
    });
  };

  watchAgain(WATCH_MILLISECONDS);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
