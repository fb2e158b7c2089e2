import { test as base, request } from '@playwright/test';
import { openAccount, type Person } from './accounts.ts';
import { addresses } from './addresses.ts';
import { type PageWatch, watchPages } from './watch-page.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Whether the browser starts signed in as `customer`. */
  readonly signedIn: boolean;
  /** An account of this test's own. */
  readonly customer: Person;
  readonly watch: PageWatch;
}

/**
 * Playwright's test with a customer of its own, which fails on any console error, uncaught error or failed
 * request that the test did not announce.
 */
export const test = base.extend<Fixtures>({
  signedIn: [false, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from here
  customer: async ({}, use) => {
    await use(await openAccount());
  },
  storageState: async ({ signedIn, customer }, use) => {
    if (!signedIn) return use(undefined);
    const visit = await request.newContext();
    const { email, password } = customer;
    await visit.post(`${addresses.api}/auth/login`, { data: { email, password } });
    const { cookies } = await visit.storageState();
    await visit.dispose();
    const hint = { origin: addresses.site, localStorage: [{ name: 'signed-in', value: '1' }] };
    return use({ cookies, origins: [hint] });
  },
  watch: [
    async ({ context }, use) => {
      const watch = watchPages(context);
      await use(watch);
      base.expect(watch.faults(), 'console errors and failed requests').toEqual([]);
    },
    { auto: true },
  ],
});
