import type { EmbeddedPaths } from './embedded-paths.ts';
import { ensureServer } from './ensure-server.ts';
import { withFileLock } from './file-lock.ts';
import type { ServerProfile } from './server-settings.ts';
import { registerUser } from './server-users.ts';

export interface Membership {
  port: number;
  /** Whether the server ran already. */
  adopted: boolean;
  /** Ends the use, then runs `afterwards`; nobody starts, joins or leaves meanwhile. */
  leave(afterwards?: () => Promise<void>): Promise<void>;
}

/**
 * Registers this process as a user of the folder's server, starting it if need be. `prepare` runs
 * before the server is looked for, while nobody else starts, joins or leaves.
 */
export async function joinServer(
  paths: EmbeddedPaths,
  profile: ServerProfile,
  prepare?: () => Promise<void>,
): Promise<Membership> {
  return withFileLock(paths.lock, async () => {
    await prepare?.();
    const registration = registerUser(paths.users);
    try {
      const server = await ensureServer(paths, profile);
      let leaving: Promise<void> | undefined;
      const leave = (afterwards?: () => Promise<void>) => {
        leaving ??= withFileLock(paths.lock, async () => {
          registration.release();
          await afterwards?.();
        });
        return leaving;
      };
      return { ...server, leave };
    } catch (error) {
      registration.release();
      throw error;
    }
  });
}
