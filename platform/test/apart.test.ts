import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Booking } from '@ticketing/contracts';
import {
  type ApartSystem,
  buy,
  createShopApi,
  register,
  run,
  type ShopApi,
  startApart,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openExampleSale } from './example-sale.ts';

let folder: string;
let system: ApartSystem | undefined;
let api: ShopApi;

const opened = (): ApartSystem => {
  if (system === undefined) throw new Error('nothing runs');
  return system;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticketing-apart-'));
});
afterAll(async () => {
  await api?.close();
  await system?.close();
  await rm(folder, { recursive: true, force: true });
});

test('each service starts alone from its .env.example, sharing one embedded PostgreSQL', async () => {
  system = await startApart({ portOffset: 1400, folder });
  api = createShopApi(system.apiUrl(), 4);
  expect((await fetch(`${system.apiUrl()}/openapi.json`)).status).toBe(200);
});

test('apart, over HTTP, gRPC and the bus, a sale goes from search to ticket and e-mail', async () => {
  const offer = await openExampleSale(opened(), api);
  const token = await register(api, 1);
  const bookingId = await buy(api, token, offer);
  const booking = await api.call<Booking>('GET', `/bookings/${bookingId}`, { token });
  expect(booking.state).toBe('confirmed');
  const mailbox = `${opened().urlOf('notification')}/mailbox/messages?kind=booking_confirmed`;
  const isSent = async () => {
    const { items } = (await (await fetch(mailbox)).json()) as { items: { text: string }[] };
    return items.some(({ text }) => text.includes(bookingId));
  };
  await waitUntil(isSent, { withinMs: 60_000, everyMs: 100 });
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
