import { listenAddress, runService } from '@ticketing/service-kit';
import { loadApiGatewayConfig, openApiGateway } from './service.ts';

await runService({
  name: 'api-gateway',
  async start({ env, envFile }) {
    const config = loadApiGatewayConfig(env, { envFile });
    const service = await openApiGateway(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
});
