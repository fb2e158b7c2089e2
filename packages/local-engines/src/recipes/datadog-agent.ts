import { join } from 'node:path';
import { engineVariables } from '../engine-variables.ts';
import { installDatadogAgent } from '../install/datadog-agent.ts';
import { limitMemory } from '../limit-memory.ts';
import { answers, findFreePort } from '../ports.ts';
import type { EngineRecipe } from '../recipe.ts';

/** Datadog's test agent: it checks traces as the agent takes them, and shows what it was sent. */
export const datadogAgent: EngineRecipe = {
  name: 'datadog-agent',
  developmentPort: 8126,
  startSecondsMax: 60,
  stopSignal: 'SIGTERM',
  prepare: installDatadogAgent,
  async plan({ folder, port }) {
    const [otlpHttp, otlpGrpc] = [await findFreePort(), await findFreePort()];
    const otherPorts = ['--otlp-http-port', `${otlpHttp}`, '--otlp-grpc-port', `${otlpGrpc}`];
    const folders = ['--snapshot-dir', folder, '--vcr-cassettes-directory', join(folder, 'vcr')];
    return {
      ...limitMemory(await installDatadogAgent(), [
        ...['-m', 'ddapm_test_agent.agent', '--host', '127.0.0.1', '--port', `${port}`],
        ...otherPorts,
        ...folders,
        '--disable-llmobs-data-forwarding',
      ]),
      variables: engineVariables['datadog-agent']({ port }),
      isReady: () => answers(`http://127.0.0.1:${port}/info`),
    };
  },
};
