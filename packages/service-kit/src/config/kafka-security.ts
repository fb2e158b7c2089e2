import { readFileSync } from 'node:fs';
import type { KafkaEventBusOptions } from '@ticketing/event-bus/kafka';
import { ConfigError } from '../config.ts';
import type { KafkaSecurityConfig } from './common-config.ts';

const saslVariables = [
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
] as const;

/**
 * What the Kafka client needs to know. Throws a ConfigError that names every setting which is missing,
 * has no effect or would show a password to the network of a production system.
 */
export function readKafkaSecurity(
  config: KafkaSecurityConfig & { readonly NODE_ENV?: string },
): Pick<KafkaEventBusOptions, 'tls' | 'sasl'> {
  const protocol = config.KAFKA_SECURITY_PROTOCOL ?? 'PLAINTEXT';
  const faults: string[] = [];
  const usesTls = protocol === 'SSL' || protocol === 'SASL_SSL';
  const tls = usesTls ? readTls(config, faults) : undefined;
  const sasl = protocol.startsWith('SASL_') ? readSasl(config, faults) : undefined;
  if (!usesTls && config.KAFKA_SSL_CA_FILE !== undefined) {
    faults.push(`KAFKA_SSL_CA_FILE has no effect with KAFKA_SECURITY_PROTOCOL=${protocol}`);
  }
  if (!protocol.startsWith('SASL_')) {
    for (const name of saslVariables) {
      if (config[name] === undefined) continue;
      faults.push(`${name} has no effect with KAFKA_SECURITY_PROTOCOL=${protocol}`);
    }
  }
  if (
    config.NODE_ENV === 'production' &&
    protocol === 'SASL_PLAINTEXT' &&
    config.KAFKA_SASL_MECHANISM === 'PLAIN'
  ) {
    faults.push(
      'KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT would send the password of PLAIN in clear: ' +
        'use SASL_SSL, or a SCRAM mechanism, which never sends it',
    );
  }
  if (faults.length > 0) throw new ConfigError('The settings for Kafka have mistakes:', faults);
  return { ...(tls && { tls }), ...(sasl && { sasl }) };
}

function readTls(
  { KAFKA_SSL_CA_FILE: file }: KafkaSecurityConfig,
  faults: string[],
): KafkaEventBusOptions['tls'] {
  if (file === undefined) return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch {
    faults.push(`KAFKA_SSL_CA_FILE: ${file} cannot be read`);
    return undefined;
  }
}

function readSasl(config: KafkaSecurityConfig, faults: string[]): KafkaEventBusOptions['sasl'] {
  const { KAFKA_SASL_MECHANISM: mechanism } = config;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = config;
  for (const name of saslVariables) {
    if (config[name] !== undefined) continue;
    faults.push(`${name} is missing: KAFKA_SECURITY_PROTOCOL asks for credentials`);
  }
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
}
