import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AuthService, SeedAccount } from '@ticketing/auth-service';
import { CatalogueFile } from '@ticketing/contracts';
import type { EventsService } from '@ticketing/events-service';
import { derivedId } from '@ticketing/service-kit';
import { Value } from 'typebox/value';
import { shiftCatalogue } from './shift-catalogue.ts';

const catalogueFolder = path.resolve(import.meta.dirname, '../catalogue');
/** The week that the catalogue files were written for. */
const anchor = '2026-01-05';
const markerName = 'demo-catalogue.json';

/** Everybody may know it: these accounts exist only beside the demo catalogue, never in production. */
export const demoPassword = 'ticketing-demo-2026';

/** The demo's people, by what they may do. */
export const demoAccounts: readonly SeedAccount[] = [
  account('fan@example.com', { name: '김하늘', role: 'customer' }),
  account('fan2@example.com', { name: 'Alex Morgan', role: 'customer', locale: 'en' }),
  account('organizer@example.com', {
    name: '한강라이브',
    role: 'organizer',
    organizer: 'hangang-live',
  }),
  account('gate@example.com', { name: '입장 담당', role: 'gate', organizer: 'hangang-live' }),
  account('admin@example.com', { name: '관리자', role: 'admin' }),
];

function account(
  email: string,
  rest: Pick<SeedAccount, 'name' | 'role'> & { organizer?: string; locale?: 'ko' | 'en' },
): SeedAccount {
  const { organizer, locale = 'ko', ...person } = rest;
  return {
    email,
    password: demoPassword,
    locale,
    ...person,
    ...(organizer !== undefined && { organizerId: derivedId('organizer', organizer) }),
  };
}

/**
 * Loads the demo catalogue and its accounts, once per data folder. The files' week becomes the week of the
 * first try, so that a start that was killed in the middle goes on with the same dates.
 * Answers whether the demo is there.
 */
export async function loadDemo(
  { auth, events }: { auth: AuthService; events: EventsService },
  dataFolder: string,
): Promise<{ loaded: boolean; milliseconds: number }> {
  const startedAt = performance.now();
  const marker = path.join(dataFolder, markerName);
  const known = await readMarker(marker);
  if (known?.done === true) return { loaded: false, milliseconds: 0 };
  const today = known === undefined ? new Date() : new Date(known.today);
  await mkdir(dataFolder, { recursive: true });
  await writeFile(marker, JSON.stringify({ today, done: false }));
  const accounts = auth.seed(demoAccounts);
  for (const file of await readCatalogueFiles()) {
    await events.importCatalogue(shiftCatalogue(file, { anchor, today }));
  }
  await accounts;
  await writeFile(marker, JSON.stringify({ today, done: true }));
  return { loaded: true, milliseconds: performance.now() - startedAt };
}

export const isDemoLoaded = async (dataFolder: string): Promise<boolean> =>
  (await readMarker(path.join(dataFolder, markerName)))?.done === true;

async function readMarker(marker: string): Promise<{ today: string; done: boolean } | undefined> {
  if (!existsSync(marker)) return undefined;
  return JSON.parse(await readFile(marker, 'utf8')) as { today: string; done: boolean };
}

async function readCatalogueFiles(): Promise<CatalogueFile[]> {
  const names = (await readdir(catalogueFolder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file: unknown = JSON.parse(await readFile(path.join(catalogueFolder, name), 'utf8'));
      if (!Value.Check(CatalogueFile, file)) throw new Error(`${name} is no catalogue file`);
      return file;
    }),
  );
}
