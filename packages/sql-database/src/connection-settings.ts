import type { ClientConfig } from 'pg';
import { CONNECT_MILLISECONDS_MAX, KEEP_ALIVE_MILLISECONDS } from './limits.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import { typeParsers } from './type-parsers.ts';

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
}): ClientConfig {
  const address = URL.parse(options.url);
  if (address?.protocol !== 'postgresql:' && address?.protocol !== 'postgres:') {
    throw new Error(
      'The database address must be a URL like postgresql://user:pass@host:5432/name.',
    );
  }
  const searchPath = quoteIdentifier(options.schema).replaceAll(/[\\ ]/g, '\\$&');
  const given = address.searchParams.get('options');
  const startOptions = [given, `-c search_path=${searchPath}`].filter(Boolean).join(' ');
  address.searchParams.set('options', startOptions);
  return {
    connectionString: address.href,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_MILLISECONDS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
    types: typeParsers,
  };
}
