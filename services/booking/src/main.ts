import { listenAddress, openSqlEngine, runService } from '@ticketing/service-kit';
import { bookingMigrations, loadBookingConfig, openBookingService } from './service.ts';

await runService({
  name: 'booking',
  async start({ env, envFile }) {
    const config = loadBookingConfig(env, { envFile });
    const service = await openBookingService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
  async migrate({ env, envFile }) {
    const config = loadBookingConfig(env, { envFile });
    const database = await openSqlEngine(config, {
      schema: 'booking',
      migrations: bookingMigrations,
    });
    await database.close();
  },
});
