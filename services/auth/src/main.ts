import { listenAddress, openSqlEngine, runService } from '@ticketing/service-kit';
import { authMigrations, loadAuthConfig, openAuthService } from './service.ts';

await runService({
  name: 'auth',
  async start({ env, envFile }) {
    const config = loadAuthConfig(env, { envFile });
    const service = await openAuthService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
  async migrate({ env, envFile }) {
    const config = loadAuthConfig(env, { envFile });
    const database = await openSqlEngine(config, { schema: 'auth', migrations: authMigrations });
    await database.close();
  },
});
