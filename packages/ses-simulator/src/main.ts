import { createLogger, runService } from '@ticketing/service-kit';
import { loadSesSimulatorConfig, toOptions } from './config.ts';
import { createSesSimulator } from './create-ses-simulator.ts';

await runService({
  name: 'ses-simulator',
  async start({ env }) {
    const config = loadSesSimulatorConfig(env);
    const logger = createLogger({ service: 'ses-simulator', level: config.LOG_LEVEL });
    const simulator = await createSesSimulator({ ...toOptions(config), logger });
    await simulator.start();
    return {
      listen: [{ app: simulator.app, host: config.HOST, port: config.PORT }],
      close: () => simulator.close(),
    };
  },
});
