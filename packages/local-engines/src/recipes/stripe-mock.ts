import { engineVariables } from '../engine-variables.ts';
import { installStripeMock } from '../install/stripe-mock.ts';
import type { EngineRecipe } from '../recipe.ts';

/** Stripe's own check of requests against its OpenAPI description. It keeps nothing. */
export const stripeMock: EngineRecipe = {
  name: 'stripe-mock',
  developmentPort: 12_112,
  startSecondsMax: 60,
  stopSignal: 'SIGTERM',
  prepare: installStripeMock,
  async plan({ port }) {
    const url = `http://127.0.0.1:${port}`;
    return {
      command: await installStripeMock(),
      // Without an address for HTTPS it would take a fixed port of all interfaces.
      parameters: ['-http-addr', `127.0.0.1:${port}`, '-https-addr', '127.0.0.1:0'],
      // Go's collector keeps near this; the description that it holds takes half of it.
      environment: { GOMEMLIMIT: '400MiB' },
      variables: engineVariables['stripe-mock']({ port }),
      async isReady() {
        const headers = { authorization: 'Bearer sk_test_local' };
        const reply = await fetch(`${url}/v1/balance`, { headers });
        await reply.body?.cancel();
        return reply.ok;
      },
    };
  },
};
