import { expect, test } from 'vitest';
import { loadSearchConfig, openSearchServerOf } from './config.ts';

const production = {
  NODE_ENV: 'production',
  JWT_SECRET_KEY: 'a-secret-of-more-than-32-bytes-for-this-test',
  SERVICE_TOKEN: 'a-token-of-more-than-24-characters',
  OPENSEARCH_HOST: 'search.internal',
};
const user = { OPENSEARCH_USERNAME: 'search', OPENSEARCH_PASSWORD: 'secret' };
const serverOf = (env: Record<string, string>) => openSearchServerOf(loadSearchConfig(env));

test('no host means the embedded index; a host without a user is asked without one', () => {
  expect(serverOf({})).toBeUndefined();
  expect(serverOf({ OPENSEARCH_HOST: 'localhost' })).toEqual({ url: 'http://localhost:9200' });
});

test('a user means basic authentication, and aws means signing for its region', () => {
  expect(serverOf({ OPENSEARCH_HOST: 'h', OPENSEARCH_USE_SSL: 'true', ...user })).toEqual({
    url: 'https://h:9200',
    auth: { kind: 'basic', username: 'search', password: 'secret' },
  });
  const aws = { OPENSEARCH_AUTH: 'aws', AWS_REGION: 'ap-northeast-2', OPENSEARCH_PORT: '443' };
  expect(serverOf({ OPENSEARCH_HOST: 'h', OPENSEARCH_USE_SSL: 'true', ...aws })).toEqual({
    url: 'https://h:443',
    auth: { kind: 'aws', region: 'ap-northeast-2' },
  });
});

test.each([
  [{ OPENSEARCH_USERNAME: 'search' }, 'OPENSEARCH_PASSWORD is missing'],
  [{ OPENSEARCH_AUTH: 'basic' }, 'OPENSEARCH_USERNAME is missing'],
  [{ ...user, OPENSEARCH_AUTH: 'aws' }, 'OPENSEARCH_PASSWORD has no effect'],
  [{ OPENSEARCH_CA_FILE: '/etc/hostname' }, 'no effect without OPENSEARCH_USE_SSL'],
  [{ OPENSEARCH_USE_SSL: 'true', OPENSEARCH_CA_FILE: '/none.pem' }, '/none.pem cannot be read'],
])('%j is refused: %s', (settings, fault) => {
  expect(() => serverOf({ OPENSEARCH_HOST: 'h', ...settings })).toThrow(fault);
});

test('production refuses to send a password or a signature in clear', () => {
  expect(() => loadSearchConfig({ ...production, ...user })).toThrow('OPENSEARCH_USE_SSL');
  expect(() => loadSearchConfig({ ...production, OPENSEARCH_AUTH: 'aws' })).toThrow(
    'OPENSEARCH_USE_SSL',
  );
  expect(loadSearchConfig({ ...production, ...user, OPENSEARCH_USE_SSL: 'true' }).NODE_ENV).toBe(
    'production',
  );
  expect(loadSearchConfig(production).OPENSEARCH_USE_SSL).toBe(false);
});
