import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { embeddedPaths } from './embedded-paths.ts';
import { ensureDatabase } from './ensure-server.ts';
import { joinServer } from './join-server.ts';
import { serverUrl } from './server-address.ts';
import { stopServer } from './server-process.ts';
import { EMBEDDED_DATABASE } from './server-settings.ts';
import { hasUsers } from './server-users.ts';
import { watchServer } from './watch-server.ts';

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
 * there, and starts it again should it die before `stop`. Its log and locks lie beside that folder, under the same name with an ending. Needs
 * nothing but the npm package, works as root too. Throws an Error that says what is in the way.
 */
export async function startEmbeddedPostgres(options: {
  dataFolder: string;
  log?: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const startedAt = performance.now();
  const paths = embeddedPaths(options.dataFolder);
  await mkdir(dirname(paths.data), { recursive: true });
  const { adopted, port, leave } = await joinServer(paths, 'durable');
  const endWatch = watchServer(paths, options.log ?? (() => {}));
  const stop = () => {
    endWatch();
    return leave(async () => {
      if (!hasUsers(paths.users)) await stopServer(paths);
    });
  };
  try {
    await ensureDatabase(paths, port, EMBEDDED_DATABASE);
  } catch (error) {
    await stop();
    throw error;
  }
  const took = `${Math.round(performance.now() - startedAt)} ms`;
  options.log?.(`PostgreSQL ${adopted ? 'was running' : 'started'} in ${paths.data} (${took}).`);
  return { url: serverUrl(paths, port, EMBEDDED_DATABASE), adopted, stop };
}
