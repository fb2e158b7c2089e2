import { loadAuthConfig, openAuthService } from '@ticketing/auth-service';
import { loadEventsConfig, openEventsService } from '@ticketing/events-service';
import { ConfigError, dataFolder as findDataFolder } from '@ticketing/service-kit';
import { loadDemo } from './demo.ts';

/**
 * The demo catalogue and its accounts for services that run apart: writes them into the databases that the
 * environment names, where the running services find them.
 */
async function seedDemo(): Promise<void> {
  const [authConfig, eventsConfig] = [loadAuthConfig(process.env), loadEventsConfig(process.env)];
  if (authConfig.NODE_ENV === 'production') {
    throw new ConfigError('NODE_ENV is production, and everybody knows the demo’s passwords:', [
      'open accounts by `npm run create-account` in services/auth, and import your own catalogue',
    ]);
  }
  const auth = await openAuthService(authConfig);
  const events = await openEventsService(eventsConfig);
  try {
    const folder = findDataFolder(authConfig.TICKETING_DATA_FOLDER);
    const { loaded } = await loadDemo({ auth, events }, folder);
    console.log(loaded ? 'The demo is loaded.' : 'The demo is there already.');
  } finally {
    await auth.close();
    await events.close();
  }
}

try {
  await seedDemo();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
