import {
  commonConfig,
  commonUnsafeSettings,
  type Environment,
  eventBusConfig,
  keyValueConfig,
  type LoadConfigOptions,
  loadConfig,
  portVariable,
  unsafeInProduction,
} from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';

const AuthConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  ...keyValueConfig,
  PORT: portVariable(8001),
  ACCESS_TOKEN_EXPIRE_MINUTES: Type.Integer({ minimum: 1, maximum: 1440, default: 15 }),
  /** Where the front end is: links in e-mails lead there. */
  FRONTEND_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:3000' }),
  /** Path of the refresh cookie: the auth service as browsers see it, through the gateway. */
  REFRESH_COOKIE_PATH: Type.String({ pattern: '^/', default: '/api/auth' }),
});
export type AuthConfig = Static<typeof AuthConfig>;

/** Throws a ConfigError that names every fault. */
export function loadAuthConfig(env: Environment, options: LoadConfigOptions = {}): AuthConfig {
  const config = loadConfig(AuthConfig, env, options);
  unsafeInProduction(config, [
    ...commonUnsafeSettings,
    {
      variable: 'FRONTEND_URL',
      isUnsafe: ({ FRONTEND_URL: url }: AuthConfig) => !url.startsWith('https://'),
      howToFix: 'set the site’s https:// address: reset links are sent with it',
    },
  ]);
  return config;
}
