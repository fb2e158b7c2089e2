import type { SqlClient } from '@ticketing/sql-database';
import { expect, test } from 'vitest';
import { readJournal } from './journal.ts';

const rowsOfPage = 2_500;

test('the next page is on its way while one is used', async () => {
  const sent: unknown[] = [];
  const client: SqlClient = {
    // As the driver's pool: what is asked for goes out after what runs at the moment, microtasks too.
    query: (async (_text: string, [, after]: unknown[]) => {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      sent.push(after);
      if (sent.length > 2) return [{ count: 0, last_sequence: null, base64: null }];
      return [{ count: rowsOfPage, last_sequence: rowsOfPage * sent.length, base64: 'AA==' }];
    }) as SqlClient['query'],
  };
  const known: unknown[][] = [];
  for await (const _ of readJournal(client, 'prf_1', 0)) known.push([...sent]);
  expect(known).toEqual([
    [0, rowsOfPage],
    [0, rowsOfPage, rowsOfPage * 2],
  ]);
});
