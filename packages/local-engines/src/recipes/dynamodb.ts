import { join } from 'node:path';
import { engineVariables } from '../engine-variables.ts';
import { installDynoxide } from '../install/dynoxide.ts';
import { limitMemory } from '../limit-memory.ts';
import { answers } from '../ports.ts';
import type { EngineRecipe } from '../recipe.ts';

/** A DynamoDB-compatible engine that keeps its data in a file. */
export const dynamodb: EngineRecipe = {
  name: 'dynamodb',
  developmentPort: 4566,
  startSecondsMax: 30,
  stopSignal: 'SIGTERM',
  prepare: installDynoxide,
  async plan({ folder, port }) {
    const dynoxide = await installDynoxide();
    const serve = ['serve', '--host', '127.0.0.1', '--port', `${port}`];
    return {
      ...limitMemory(dynoxide, [...serve, '--db-path', join(folder, 'data.sqlite')]),
      variables: engineVariables.dynamodb({ port }),
      isReady: () => answers(`http://127.0.0.1:${port}/`),
    };
  },
};
