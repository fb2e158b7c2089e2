import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Booking } from '@ticketing/contracts';
import {
  buy,
  createShopApi,
  findOffers,
  interrupt,
  type Running,
  register,
  startSystem,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformPorts } from '../src/ports.ts';
import { followHowTo } from './follow-how-to.ts';

const portOffset = 2750;
const apiUrl = `http://127.0.0.1:${platformPorts(portOffset)['api-gateway']}/api`;
let backup: string;
let dataFolder: string;
let system: Running | undefined;

beforeAll(async () => {
  backup = await mkdtemp(path.join(tmpdir(), 'ticketing-cold-copy-'));
  dataFolder = path.join(backup, 'running');
});
afterAll(async () => {
  if (system !== undefined) await interrupt(system);
  await rm(backup, { recursive: true, force: true });
});

test('the embedded topology comes back from a copy of its stopped folder', async () => {
  system = await startSystem({ dataFolder, portOffset });
  const api = createShopApi(apiUrl, 2);
  const [offer] = await findOffers(api, 1);
  if (offer === undefined) throw new Error('nothing on sale');
  const token = await register(api, 0);
  const bookingId = await buy(api, token, offer);
  await api.close();
  expect(await interrupt(system)).toBe(0);

  const env = { TICKETING_DATA_FOLDER: dataFolder, BACKUP: backup };
  await followHowTo('The embedded topology', 'backup', env);
  await rm(dataFolder, { recursive: true });
  await followHowTo('The embedded topology', 'restore', env);

  system = await startSystem({ dataFolder, portOffset });
  const after = createShopApi(apiUrl, 2);
  const booking = await after.call<Booking>('GET', `/bookings/${bookingId}`, { token });
  expect(booking.state).toBe('confirmed');
  await buy(after, token, offer);
  await after.close();
  expect(await followHowTo('Afterwards', 'check', env)).toContain('Every sale is whole.');
});
