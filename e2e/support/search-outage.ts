import { randomUUID } from 'node:crypto';
import type { Page, Route } from '@playwright/test';
import { errorCatalogue, problemType } from '@ticketing/contracts';
import { addresses } from './addresses.ts';
import type { PageWatch } from './watch-page.ts';

const searchCalls = '**/api/search**';
const retryAfterSeconds = 2;

export interface SearchOutage {
  /** How often search was asked while it was out. */
  asked(): number;
  end(): Promise<void>;
}

/**
 * Search answers this page as the gateway does while the engine is out: 503, a problem document, Retry-After.
 * Everything else of the system is as it is.
 */
export async function breakSearch(page: Page, watch: PageWatch): Promise<SearchOutage> {
  let asked = 0;
  watch.expectRefusal(503, /^\/api\/search$/);
  const refuse = async (route: Route) => {
    asked += 1;
    const requestId = randomUUID();
    const { status, title } = errorCatalogue.service_unavailable;
    await route.fulfill({
      status,
      headers: {
        'content-type': 'application/problem+json; charset=utf-8',
        'cache-control': 'no-store',
        'retry-after': String(retryAfterSeconds),
        'x-request-id': requestId,
        'access-control-allow-origin': addresses.site,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-request-id, retry-after',
      },
      body: JSON.stringify({
        type: problemType('service_unavailable'),
        title,
        status,
        code: 'service_unavailable',
        requestId,
        retryAfterSeconds,
      }),
    });
  };
  await page.route(searchCalls, refuse);
  return { asked: () => asked, end: () => page.unroute(searchCalls, refuse) };
}
