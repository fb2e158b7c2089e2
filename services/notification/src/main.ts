import { listenAddress, runService } from '@ticketing/service-kit';
import { loadNotificationConfig, openNotificationService } from './service.ts';

await runService({
  name: 'notification',
  async start({ env, envFile }) {
    const config = loadNotificationConfig(env, { envFile });
    const service = await openNotificationService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
});
