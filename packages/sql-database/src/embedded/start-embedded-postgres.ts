import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { embeddedPaths } from './embedded-paths.ts';
import { ensureDatabase, ensureServer } from './ensure-server.ts';
import { withFileLock } from './file-lock.ts';
import { serverUrl } from './server-address.ts';
import { stopServer } from './server-process.ts';
import { EMBEDDED_DATABASE } from './server-settings.ts';
import { hasUsers, registerUser } from './server-users.ts';

export interface EmbeddedPostgres {
  /** Of the database `ticketing`. */
  url: string;
  /** Whether the server ran already, shared with a live process or left by a killed one. */
  adopted: boolean;
  /** Stops the server unless another live process uses it. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a durable PostgreSQL of our own with its data in `dataFolder`, or joins the one that runs
 * there. Its log and locks lie beside that folder, under the same name with an ending. Needs
 * nothing but the npm package, works as root too. Throws an Error that says what is in the way.
 */
export async function startEmbeddedPostgres(options: {
  dataFolder: string;
  log?: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const paths = embeddedPaths(options.dataFolder);
  await mkdir(dirname(paths.data), { recursive: true });
  return withFileLock(paths.lock, async () => {
    const registration = registerUser(paths.users);
    try {
      const startedAt = performance.now();
      const { adopted, port } = await ensureServer(paths, 'durable');
      await ensureDatabase(paths, port, EMBEDDED_DATABASE);
      const milliseconds = Math.round(performance.now() - startedAt);
      options.log?.(
        `PostgreSQL ${adopted ? 'was running' : 'started'} in ${paths.data} (${milliseconds} ms).`,
      );
      let stopping: Promise<void> | undefined;
      const stop = () => {
        stopping ??= withFileLock(paths.lock, async () => {
          registration.release();
          if (!hasUsers(paths.users)) await stopServer(paths);
        });
        return stopping;
      };
      return { url: serverUrl(paths, port, EMBEDDED_DATABASE), adopted, stop };
    } catch (error) {
      registration.release();
      throw error;
    }
  });
}
