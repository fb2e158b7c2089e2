import { listenAddress, openSqlEngine, runService } from '@ticketing/service-kit';
import { loadPaymentConfig, openPaymentService, paymentMigrations } from './service.ts';

await runService({
  name: 'payment',
  async start({ env, envFile }) {
    const config = loadPaymentConfig(env, { envFile });
    const service = await openPaymentService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
  async migrate({ env, envFile }) {
    const config = loadPaymentConfig(env, { envFile });
    const database = await openSqlEngine(config, {
      schema: 'payment',
      migrations: paymentMigrations,
    });
    await database.close();
  },
});
