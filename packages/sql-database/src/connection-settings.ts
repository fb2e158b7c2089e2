import type { ClientConfig } from 'pg';
import { CONNECT_MILLISECONDS_MAX, KEEP_ALIVE_MILLISECONDS } from './limits.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import { typeParsers } from './type-parsers.ts';

/**
 * For statements that find their rows by keys, on tables that grow. A plan that PostgreSQL made while a table
 * was empty reads the whole table until its statistics are taken anew; and lists of keys as parameters are
 * planned again at each call, as their lengths differ.
 */
const plansByKey = [
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'plan_cache_mode=force_generic_plan',
].map((setting) => `-c ${setting}`);

/**
 * What every connection of one service has in common. The schema travels with the first message of
 * a connection, in the address's `options`, so that it costs no round trip. Keeps options that the
 * address has already. Throws an Error for an address that is not a PostgreSQL URL; its message
 * does not repeat the address, which may hold a password.
 */
export function connectionSettings(options: {
  url: string;
  schema: string;
  applicationName: string;
  findsByKey?: boolean;
}): ClientConfig {
  const address = URL.parse(options.url);
  if (address?.protocol !== 'postgresql:' && address?.protocol !== 'postgres:') {
    throw new Error(
      'The database address must be a URL like postgresql://user:pass@host:5432/name.',
    );
  }
  const searchPath = quoteIdentifier(options.schema).replaceAll(/[\\ ]/g, '\\$&');
  const given = address.searchParams.get('options');
  const startOptions = [
    given,
    `-c search_path=${searchPath}`,
    ...(options.findsByKey === true ? plansByKey : []),
  ].filter(Boolean);
  address.searchParams.set('options', startOptions.join(' '));
  return {
    connectionString: address.href,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_MILLISECONDS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
    types: typeParsers,
  };
}
