import { ports } from '@ticketing/contracts';

/** Away from the guide's ports, so that tests run beside a system that is in use. */
export const portOffset = 700;

const at = (port: number) => `http://localhost:${port + portOffset}`;

/** Where the platform under test answers. */
export const addresses = {
  site: at(ports.frontend),
  gateway: at(ports['api-gateway']),
  api: `${at(ports['api-gateway'])}/api`,
  mailbox: at(ports.notification),
  payments: at(ports.stripeSimulator),
} as const;
