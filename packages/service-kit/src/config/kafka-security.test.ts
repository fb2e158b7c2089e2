import { expect, test } from 'vitest';
import { ConfigError } from '../config.ts';
import { readKafkaSecurity } from './kafka-security.ts';

const credentials = {
  KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
  KAFKA_SASL_USERNAME: 'ticketing',
  KAFKA_SASL_PASSWORD: 'secret',
} as const;

function faultsOf(config: Parameters<typeof readKafkaSecurity>[0]): readonly string[] {
  try {
    readKafkaSecurity(config);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

test('each protocol asks for what it needs and for nothing else', () => {
  expect(readKafkaSecurity({})).toEqual({});
  expect(readKafkaSecurity({ KAFKA_SECURITY_PROTOCOL: 'SSL' })).toEqual({ tls: {} });
  const sasl = { mechanism: 'SCRAM-SHA-512', username: 'ticketing', password: 'secret' };
  expect(readKafkaSecurity({ KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT', ...credentials })).toEqual({
    sasl,
  });
  expect(readKafkaSecurity({ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', ...credentials })).toEqual({
    tls: {},
    sasl,
  });
});

test('settings that are missing or have no effect are named, and no value is shown', () => {
  expect(faultsOf({ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_PASSWORD: 'secret' })).toEqual([
    expect.stringMatching(/^KAFKA_SASL_MECHANISM is missing/),
    expect.stringMatching(/^KAFKA_SASL_USERNAME is missing/),
  ]);
  const faults = faultsOf({ ...credentials, KAFKA_SSL_CA_FILE: '/ca.pem' });
  expect(faults.map((fault) => fault.split(' ')[0]).toSorted()).toEqual([
    'KAFKA_SASL_MECHANISM',
    'KAFKA_SASL_PASSWORD',
    'KAFKA_SASL_USERNAME',
    'KAFKA_SSL_CA_FILE',
  ]);
  expect(faults.join()).not.toContain('secret');
  expect(
    faultsOf({ KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CA_FILE: '/no/such/ca.pem' }),
  ).toEqual([expect.stringContaining('cannot be read')]);
});

test('production refuses to send a password in clear, and takes SCRAM, which does not send it', () => {
  const production = { NODE_ENV: 'production', KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' } as const;
  const plain = { ...credentials, KAFKA_SASL_MECHANISM: 'PLAIN' } as const;
  expect(faultsOf({ ...production, ...plain })).toEqual([expect.stringContaining('in clear')]);
  expect(faultsOf({ ...production, ...credentials })).toEqual([]);
  expect(faultsOf({ ...production, ...plain, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })).toEqual([]);
});
