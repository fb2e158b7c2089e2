import { listenAddress, openSqlEngine, runService } from '@ticketing/service-kit';
import {
  inventoryMigrations,
  inventorySchema,
  loadInventoryConfig,
  openInventoryService,
} from './service.ts';

await runService({
  name: 'inventory',
  async start({ env, envFile }) {
    const config = loadInventoryConfig(env, { envFile });
    const service = await openInventoryService(config);
    await service.start();
    const { host } = listenAddress({ ...config, PORT: config.GRPC_PORT });
    return {
      listen: [
        {
          listen: () => service.listenRpc(host, config.GRPC_PORT),
          port: config.GRPC_PORT,
          portVariable: 'GRPC_PORT',
        },
        {
          listen: () => service.app.listen({ host, port: config.METRICS_PORT }),
          port: config.METRICS_PORT,
          portVariable: 'METRICS_PORT',
        },
      ],
      close: () => service.close(),
    };
  },
  async migrate({ env, envFile }) {
    const config = loadInventoryConfig(env, { envFile });
    const database = await openSqlEngine(config, {
      schema: inventorySchema,
      migrations: inventoryMigrations,
    });
    await database.close();
  },
});
