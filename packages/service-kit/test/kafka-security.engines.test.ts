import { randomUUID } from 'node:crypto';
import type { LocalEngine } from '@ticketing/local-engines';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { eventBusConfig, loadConfig } from '../src/config.ts';
import { openEventBus } from '../src/engines.ts';

const schema = Type.Object(eventBusConfig);

/** Opens the bus as a service does: from the environment, with some of it changed. */
function open(engine: LocalEngine, changes: Record<string, string> = {}) {
  const config = loadConfig(schema, { ...engine.variables, ...changes });
  return openEventBus(config, { name: 'security-test' });
}

await describeOnEngine(
  'kafka',
  (engine) => {
    test('a bus over TLS, with credentials by SCRAM, carries messages', async () => {
      const bus = await open(engine());
      const topic = `secured-${randomUUID()}`;
      const seen: string[] = [];
      await bus.subscribe({
        topic,
        group: 'readers',
        onMessage: async ({ id }) => void seen.push(id),
      });
      await bus.publish(topic, [{ id: 'evt_1', key: 'k', type: 'x', time: 'now', data: {} }]);
      await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['evt_1']);
      await bus.ping();
      await bus.close();
    });

    test('a wrong password, an unknown authority and a plain connection are named at start', async () => {
      const refusals = [
        { KAFKA_SASL_PASSWORD: 'wrong' },
        { KAFKA_SSL_CA_FILE: '' },
        {
          KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT',
          KAFKA_SASL_MECHANISM: '',
          KAFKA_SASL_USERNAME: '',
          KAFKA_SASL_PASSWORD: '',
          KAFKA_SSL_CA_FILE: '',
        },
      ];
      for (const changes of refusals) {
        const begun = performance.now();
        await expect(open(engine(), changes)).rejects.toThrow(/Kafka is out of reach: .*KAFKA_/s);
        expect(performance.now() - begun).toBeLessThan(12_000);
      }
    });
  },
  { secured: true, title: 'a Kafka that wants TLS and credentials' },
);
