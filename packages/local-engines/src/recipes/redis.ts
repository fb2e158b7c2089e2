import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import { engineVariables } from '../engine-variables.ts';
import { findOrInstallProgram, runProgram } from '../install/programs.ts';
import { exchange } from '../ports.ts';
import type { EngineRecipe } from '../recipe.ts';

const redisMin = 7;

/** Redis of the system's packages. */
export const redis: EngineRecipe = {
  name: 'redis',
  developmentPort: 6379,
  startSecondsMax: 30,
  stopSignal: 'SIGTERM',
  prepare: findServer,
  async plan({ folder, port }) {
    const server = await findServer();
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: folder,
      save: '',
      appendonly: 'yes',
      // As managed Redis has it: a power cut may lose a second, and callers must live with that. A
      // killed process loses nothing it answered, as it writes to its log before it answers.
      appendfsync: 'everysec',
      // The waiting room's places must not be dropped to make room: a full store refuses writes.
      maxmemory: '256mb',
      'maxmemory-policy': 'noeviction',
    };
    return {
      command: server,
      parameters: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]),
      variables: engineVariables.redis({ port }),
      // While it loads its data it answers, but with an error.
      isReady: async () => (await exchange(port, 'PING\r\n')).toString() === '+PONG\r\n',
    };
  },
};

async function findServer(): Promise<string> {
  const server = await findOrInstallProgram('redis-server', 'redis-server');
  if (server === undefined) {
    throw new EngineUnavailableError(
      'redis',
      'there is no redis-server; `apt-get install redis-server` (or start as root).',
    );
  }
  const version = /v=(\d+)/.exec(await runProgram(server, ['--version']))?.[1] ?? '0';
  if (Number(version) < redisMin) {
    throw new EngineUnavailableError('redis', `it needs Redis ${redisMin}; this is ${version}.`);
  }
  return server;
}
