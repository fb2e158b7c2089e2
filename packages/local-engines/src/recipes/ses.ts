import { fileURLToPath } from 'node:url';
import { engineVariables } from '../engine-variables.ts';
import { answers } from '../ports.ts';
import type { EngineRecipe } from '../recipe.ts';

const program = fileURLToPath(new URL('../../../ses-simulator/src/main.ts', import.meta.url));

/** The local SESv2 endpoint of this repository, as a process of its own. */
export const ses: EngineRecipe = {
  name: 'ses',
  developmentPort: 8110,
  startSecondsMax: 60,
  stopSignal: 'SIGTERM',
  prepare: async () => program,
  async plan({ folder, port }) {
    const variables = engineVariables.ses({ port });
    return {
      command: process.execPath,
      parameters: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=128', program],
      environment: {
        PORT: `${port}`,
        HOST: '127.0.0.1',
        SES_SIMULATOR_DATA_FOLDER: folder,
        SES_FEEDBACK_TOPIC_ARN: variables.SES_FEEDBACK_TOPIC_ARN ?? '',
      },
      variables,
      isReady: () => answers(`http://127.0.0.1:${port}/readyz`),
    };
  },
};
