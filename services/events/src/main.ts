import { listenAddress, openSqlEngine, runService } from '@ticketing/service-kit';
import { eventsMigrations, eventsSchema, loadEventsConfig, openEventsService } from './service.ts';

await runService({
  name: 'events',
  async start({ env, envFile }) {
    const config = loadEventsConfig(env, { envFile });
    const service = await openEventsService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
  async migrate({ env, envFile }) {
    const config = loadEventsConfig(env, { envFile });
    const database = await openSqlEngine(config, {
      schema: eventsSchema,
      migrations: eventsMigrations,
    });
    await database.close();
  },
});
