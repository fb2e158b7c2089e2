import { loadApiGatewayConfig } from '@ticketing/api-gateway';
import { loadAuthConfig } from '@ticketing/auth-service';
import { loadBookingConfig } from '@ticketing/booking-service';
import { loadEventsConfig } from '@ticketing/events-service';
import { readSettings } from '@ticketing/frontend-server';
import { loadInventoryConfig } from '@ticketing/inventory-service';
import { loadNotificationConfig } from '@ticketing/notification-service';
import { loadPaymentConfig } from '@ticketing/payment-service';
import { loadSearchConfig } from '@ticketing/search-service';
import type { Environment } from '@ticketing/service-kit';
import type { ServiceName } from './images.ts';

export type PartName = ServiceName | 'frontend';

/** How each part reads its settings: throws with every fault. */
export const loaders: Readonly<Record<PartName, (env: Environment) => object>> = {
  'api-gateway': loadApiGatewayConfig,
  auth: loadAuthConfig,
  events: loadEventsConfig,
  booking: loadBookingConfig,
  payment: loadPaymentConfig,
  search: loadSearchConfig,
  notification: loadNotificationConfig,
  inventory: loadInventoryConfig,
  frontend: readSettings,
};

/** What SDKs read by themselves, beside the schemas. */
const readBySdk: readonly string[] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const partsWithAws: readonly PartName[] = ['booking', 'notification'];

/** Every variable that a part reads: its loader is handed an environment that notes what it is asked. */
export function knownVariables(part: PartName): Set<string> {
  const asked = new Set<string>(partsWithAws.includes(part) ? readBySdk : []);
  const noting = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name) => {
        if (typeof name === 'string') asked.add(name);
        return undefined;
      },
    },
  );
  loaders[part](noting);
  return asked;
}

/** The variables that are absent when nobody sets them: they choose an engine, or have no safe default. */
export function variablesWithoutDefault(part: PartName): string[] {
  const config = loaders[part]({});
  return [...knownVariables(part)].filter((name) => !(name in config)).sort();
}
