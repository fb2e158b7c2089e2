/** The settings of the server that shows the site; see `.env.example`. */
export interface FrontendSettings {
  readonly host: string;
  readonly port: number;
  readonly apiUrl: string | undefined;
  readonly connectTo: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const portDefault = 3000;

/**
 * Reads the environment. Throws an Error that names every fault at once. Without HOST it listens on this
 * machine only, in production on every address, as the services do.
 */
export function readSettings(env: Environment): FrontendSettings {
  const faults: string[] = [];
  const isProduction = env.NODE_ENV === 'production';
  const port = Number(env.PORT || portDefault);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    faults.push('PORT: expected an integer from 0 to 65535');
  }
  const apiUrl = env.API_URL || undefined;
  const apiOrigin = apiUrl === undefined ? undefined : originOf(apiUrl);
  if (apiUrl !== undefined && apiOrigin === undefined) {
    faults.push('API_URL: expected an address like https://api.tickets.example/api');
  }
  if (isProduction && !apiOrigin?.startsWith('https://')) {
    faults.push('API_URL: in production set the https:// address of the API');
  }
  const others = (env.CONNECT_ORIGINS ?? '').split(',').flatMap((text) => text.trim() || []);
  for (const text of others) {
    if (originOf(text) !== text) faults.push(`CONNECT_ORIGINS: '${text}' is no origin`);
  }
  if (faults.length > 0)
    throw new Error(`The settings have mistakes:\n  - ${faults.join('\n  - ')}`);
  return {
    host: env.HOST || (isProduction ? '0.0.0.0' : '127.0.0.1'),
    port,
    apiUrl,
    connectTo: [...(apiOrigin === undefined ? [] : [apiOrigin]), ...others],
  };
}

function originOf(text: string): string | undefined {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}
