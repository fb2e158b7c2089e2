import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SearchReply } from '@ticketing/contracts';
import { buildFrontend, createFrontendServer } from '@ticketing/platform';
import {
  apiClient,
  interrupt,
  type Running,
  startApart,
  startSystem,
  waitUntil,
} from '@ticketing/testing';
import { addresses, isApart, portOffset, sitePort } from './addresses.ts';

/**
 * Settings under which a sale can be watched in seconds. One address makes all visits, so its allowance of
 * sign-ins is larger; the hot sale lets few people shop at a time, so that a line forms before them.
 */
const settings = {
  RATE_LIMIT_LOGIN_PER_MINUTE: '10000',
  ADMIT_PER_MINUTE: '60',
  LOG_LEVEL: 'error',
};

const demoEventsMin = 40;
const foundMsMax = 60_000;

/** Starts the whole system once for all tests, in its own processes; answers how to stop it. */
export default async function startPlatform(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-e2e-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    await (isApart ? startServicesApart(folder, stops) : startTogether(folder, stops));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

type Stops = (() => Promise<unknown>)[];

/** As `npm start` does. */
async function startTogether(folder: string, stops: Stops): Promise<void> {
  const system = await startSystem({ dataFolder: folder, portOffset }, { env: settings });
  stops.push(() => interrupt(system));
  tellErrors(system);
}

/** A process a service, on the engines that this process's environment names, with the same demo. */
async function startServicesApart(folder: string, stops: Stops): Promise<void> {
  const apart = await startApart({
    portOffset,
    folder,
    env: { ...settings, CORS_ORIGINS: addresses.site, FRONTEND_URL: addresses.site },
  });
  stops.push(() => apart.close());
  const seeding = apart.runAs('auth', 'platform/src/seed-demo.ts', []);
  if ((await seeding.ended) !== 0) throw new Error(`No demo: ${seeding.output()}`);
  await untilFound();
  const site = await createFrontendServer({
    folder: await buildFrontend({ VITE_API_URL: addresses.api }, String(sitePort)),
    connectTo: [addresses.gateway, addresses.payments],
  });
  stops.push(() => site.close());
  await site.listen({ host: '127.0.0.1', port: sitePort });
}

/** Words, initials, a typo, suggestions: an engine that has just started takes seconds for its first of each. */
const firstQuestions = [
  '/search?q=오케스트라',
  '/search?q=ㅂㅌㅅㄴㄷ',
  '/search?q=오캐스트라&saleState=on_sale&sort=popularity',
  '/search/suggestions?q=방탄',
];

/** The index hears of the demo by the bus, and is searchable within another second. */
async function untilFound(): Promise<void> {
  const api = apiClient(addresses.api);
  const patience = { withinMs: foundMsMax, everyMs: 250 };
  await waitUntil(async () => {
    const { status, body } = await api.get<SearchReply>('/search?limit=1');
    return status === 200 && body.total >= demoEventsMin;
  }, patience);
  for (const question of firstQuestions) {
    await waitUntil(async () => (await api.get(encodeURI(question))).status === 200, patience);
  }
}

/** What it says once it is ready is of interest: errors of the services while the tests run. */
function tellErrors({ child }: Running): void {
  child.stderr?.pipe(process.stderr);
}
