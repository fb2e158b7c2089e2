import { ports } from '@ticketing/contracts';

/** Away from the guide's ports, so that tests run beside a system that is in use. */
export const portOffset = 700;

/** Whether services run apart, on the engines that the environment names; else as `npm start` runs them. */
export const isApart = process.env.E2E_TOPOLOGY === 'apart';

export const sitePort = ports.frontend + portOffset;
const at = (port: number) => `http://localhost:${port + portOffset}`;

/** Where the platform under test answers. */
export const addresses = {
  site: at(ports.frontend),
  gateway: at(ports['api-gateway']),
  api: `${at(ports['api-gateway'])}/api`,
  /** For what services tell only each other. */
  auth: at(ports.auth),
  /** Where mails can be read: the embedded mailbox, or what stands in for Amazon SES. */
  mailbox: process.env.SES_ENDPOINT ?? at(ports.notification),
  payments: at(ports.stripeSimulator),
} as const;
