import { listenAddress, runService } from '@ticketing/service-kit';
import { loadSearchConfig, openSearchService } from './service.ts';

await runService({
  name: 'search',
  async start({ env, envFile }) {
    const config = loadSearchConfig(env, { envFile });
    const service = await openSearchService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
});
