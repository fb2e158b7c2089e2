import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Booking, CatalogueFile } from '@ticketing/contracts';
import {
  buy,
  createShopApi,
  findOffers,
  register,
  type ShopApi,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformPorts } from '../src/ports.ts';
import { interrupt, type Running, root, run } from './processes.ts';
import { readExampleCatalogue } from './read-example.ts';

const ports = platformPorts(1400);
const at = (port: number) => `http://127.0.0.1:${port}`;
const apiUrl = `${at(ports['api-gateway'])}/api`;
const password = 'a password of the apart test';

/** Every service with its port and the one on which it tells its health. */
const services = {
  auth: ports.auth,
  events: ports.events,
  inventory: ports.inventoryHttp,
  booking: ports.booking,
  payment: ports.payment,
  search: ports.search,
  notification: ports.notification,
  'api-gateway': ports['api-gateway'],
} as const;
type Name = keyof typeof services;

let folder: string;
let api: ShopApi;
const running = new Map<Name, Running>();

/** Only what moves everything off the guide's ports and data; all else is .env.example's. */
const environmentOf = (name: Name): Record<string, string> => ({
  TICKETING_DATA_FOLDER: path.join(folder, 'data'),
  LOG_LEVEL: 'error',
  ...(name === 'inventory'
    ? { GRPC_PORT: String(ports.inventory), METRICS_PORT: String(ports.inventoryHttp) }
    : { PORT: String(services[name]) }),
  AUTH_SERVICE_URL: at(ports.auth),
  EVENTS_SERVICE_URL: at(ports.events),
  BOOKING_SERVICE_URL: at(ports.booking),
  PAYMENT_SERVICE_URL: at(ports.payment),
  SEARCH_SERVICE_URL: at(ports.search),
  INVENTORY_GRPC_PORT: String(ports.inventory),
  LOCAL_PAYMENT_PORT: String(ports.stripeSimulator),
});

/** As the guide says: into the service's folder, `.env.example` to `.env`, start. */
async function startAlone(name: Name): Promise<void> {
  const cwd = path.join(folder, name);
  await mkdir(cwd, { recursive: true });
  await copyFile(path.join(root, 'services', name, '.env.example'), path.join(cwd, '.env'));
  running.set(name, run(`services/${name}/src/main.ts`, [], { cwd, env: environmentOf(name) }));
}

async function untilReady(name: Name): Promise<void> {
  await waitUntil(
    async () => {
      const process = running.get(name);
      if (process?.child.exitCode !== null) throw new Error(`${name} ended: ${process?.output()}`);
      const reply = await fetch(`${at(services[name])}/readyz`).catch(() => undefined);
      return reply?.ok;
    },
    { withinMs: 60_000 },
  );
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticketing-apart-'));
  api = createShopApi(apiUrl, 4);
});
afterAll(async () => {
  await api.close();
  await Promise.all([...running.values()].map(interrupt));
  await rm(folder, { recursive: true, force: true });
});

test('each service starts alone from its .env.example, sharing one embedded PostgreSQL', async () => {
  const names = Object.keys(services) as Name[];
  for (const name of names) await startAlone(name);
  await Promise.all(names.map(untilReady));
  expect((await fetch(`${apiUrl}/openapi.json`)).status).toBe(200);
});

test('apart, over HTTP, gRPC and the bus, a sale goes from search to ticket and e-mail', async () => {
  const admin = await openAdmin();
  const catalogue = onSaleNow(await readExampleCatalogue());
  await api.call('POST', '/organizer/catalogue-imports', { token: admin, body: catalogue });
  const offers = await waitUntil(
    async () => {
      const found = await findOffers(api, 1);
      return found.length > 0 ? found : undefined;
    },
    { withinMs: 20_000 },
  );
  const token = await register(api, 1);
  const [offer] = offers;
  if (offer === undefined) throw new Error('nothing on sale');
  const bookingId = await buy(api, token, offer);
  const booking = await api.call<Booking>('GET', `/bookings/${bookingId}`, { token });
  expect(booking.state).toBe('confirmed');
  await waitUntil(async () => {
    const list = await fetch(`${at(ports.notification)}/mailbox/messages?kind=booking_confirmed`);
    const { items } = (await list.json()) as { items: { text: string }[] };
    return items.some(({ text }) => text.includes(bookingId));
  });
});

test('unknown and malformed settings name themselves, all at once', async () => {
  const cwd = path.join(folder, 'mistakes');
  await mkdir(cwd, { recursive: true });
  const lines = ['ACCESS_TOKEN_EXPIRE_MINUTES=soon', 'JWT_SECRET=x', 'DATABASE_URL=mysql://db'];
  await writeFile(path.join(cwd, '.env'), lines.join('\n'));
  const auth = run('services/auth/src/main.ts', [], { cwd, env: { PORT: '99999' } });
  expect(await auth.ended).toBe(1);
  for (const name of ['ACCESS_TOKEN_EXPIRE_MINUTES', 'JWT_SECRET', 'DATABASE_URL', 'PORT']) {
    expect(auth.output()).toContain(name);
  }
});

test('production refuses every unsafe default and says how to mend it', async () => {
  const cwd = path.join(folder, 'production');
  await mkdir(cwd, { recursive: true });
  const payment = run('services/payment/src/main.ts', [], { cwd, env: { NODE_ENV: 'production' } });
  expect(await payment.ended).toBe(1);
  for (const name of ['JWT_SECRET_KEY', 'SERVICE_TOKEN', 'STRIPE_SECRET_KEY']) {
    expect(payment.output()).toContain(name);
  }
});

async function openAdmin(): Promise<string> {
  const creating = run(
    'services/auth/src/create-account.ts',
    ['--email', 'admin@apart.example', '--name', 'Admin', '--role', 'admin'],
    { cwd: path.join(folder, 'auth'), env: environmentOf('auth'), input: password },
  );
  await once(creating.child, 'exit');
  expect(creating.output()).toContain('Created');
  const { accessToken } = await api.call<{ accessToken: string }>('POST', '/auth/login', {
    body: { email: 'admin@apart.example', password },
  });
  return accessToken;
}

/** The example, moved so that its sale is open. */
function onSaleNow(catalogue: CatalogueFile): CatalogueFile {
  const days = (number: number) => new Date(Date.now() + number * 86_400_000).toISOString();
  return {
    ...catalogue,
    events: catalogue.events.map((event) => ({
      ...event,
      performances: event.performances.map((performance, index) => ({
        ...performance,
        startsAt: days(30 + index),
        saleOpensAt: days(-1),
        saleClosesAt: days(29 + index),
      })),
    })),
  };
}
