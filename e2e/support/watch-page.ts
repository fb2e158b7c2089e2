import type { BrowserContext, Response } from '@playwright/test';
import { addresses } from './addresses.ts';

/** What a visitor would never see and a developer should: errors on the console, failed requests. */
export interface PageWatch {
  /** A refusal that the test provokes; it must come, and may come again. */
  expectRefusal(status: number, path: RegExp): void;
  /** One line for each fault. */
  faults(): readonly string[];
}

interface Refusal {
  readonly status: number;
  readonly path: RegExp;
  came: boolean;
}

const ours = [addresses.site, addresses.gateway, addresses.payments];
/** Chromium's own line for a reply of 400 and above; the reply itself is judged instead. */
const refusedLine = 'Failed to load resource: the server responded with a status of';
/** Leaving a page ends what it was still reading. */
const endedByLeaving = 'net::ERR_ABORTED';

/** Watches every page of the context from now on. */
export function watchPages(context: BrowserContext): PageWatch {
  const faults: string[] = [];
  const refusals: Refusal[] = [];
  const judge = (response: Response) => {
    const url = new URL(response.url());
    if (!ours.includes(url.origin) || response.status() < 400) return;
    const refusal = refusals.find(
      ({ status, path }) => status === response.status() && path.test(url.pathname),
    );
    if (refusal !== undefined) refusal.came = true;
    else faults.push(`${response.request().method()} ${url}: ${response.status()}`);
  };
  context.on('response', judge);
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== endedByLeaving) faults.push(`${request.method()} ${request.url()}: ${reason}`);
  });
  context.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith(refusedLine)) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error().stack}`));
  return {
    expectRefusal(status, path) {
      refusals.push({ status, path, came: false });
    },
    faults: () => [
      ...faults,
      ...refusals
        .filter(({ came }) => !came)
        .map(({ status, path }) => `${status} of ${path} was expected and did not come`),
    ],
  };
}
