import type { CatalogueFile } from '@ticketing/contracts';
import {
  type ApartSystem,
  findOffers,
  type Offer,
  type ShopApi,
  waitUntil,
} from '@ticketing/testing';
import { readExampleCatalogue } from './read-example.ts';

const password = 'a password of the apart test';
const foundMsMax = 90_000;

type ChangeOfExample = (example: CatalogueFile) => CatalogueFile;

/**
 * Imports the guide's example as an admin, its sale moved to now, and answers what can be bought. `change`
 * makes the example another one.
 */
export async function openExampleSale(
  system: ApartSystem,
  api: ShopApi,
  change: ChangeOfExample = (example) => example,
): Promise<Offer> {
  await openAdmin(system);
  await importExample(api, change);
  const [offer] = await waitUntil(
    async () => {
      const found = await findOffers(api, 1);
      return found.length > 0 ? found : undefined;
    },
    { withinMs: foundMsMax },
  );
  if (offer === undefined) throw new Error('nothing on sale');
  return offer;
}

/** Imports the example, changed, as the admin that `openExampleSale` made. */
export async function importExample(api: ShopApi, change: ChangeOfExample): Promise<void> {
  const { accessToken: token } = await api.call<{ accessToken: string }>('POST', '/auth/login', {
    body: { email: 'admin@apart.example', password },
  });
  const body = change(onSaleNow(await readExampleCatalogue()));
  await api.call('POST', '/organizer/catalogue-imports', { token, body });
}

async function openAdmin(system: ApartSystem): Promise<void> {
  const creating = system.runAs(
    'auth',
    'services/auth/src/create-account.ts',
    ['--email', 'admin@apart.example', '--name', 'Admin', '--role', 'admin'],
    password,
  );
  await creating.ended;
  if (!creating.output().includes('Created')) throw new Error(`No admin: ${creating.output()}`);
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
