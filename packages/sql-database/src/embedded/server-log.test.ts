import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limitLog } from './server-log.ts';

test('a log beyond its limit becomes its predecessor while the server goes on writing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ticketing-log-'));
  const path = join(folder, 'postgres.log');
  const server = openSync(path, 'a');
  writeSync(server, 'short\n');
  limitLog(path);
  expect(readFileSync(path, 'utf8')).toBe('short\n');
  const long = 'x'.repeat(9_000_000);
  appendFileSync(path, long);
  limitLog(path);
  writeSync(server, 'next\n');
  closeSync(server);
  expect(readFileSync(path, 'utf8')).toBe('next\n');
  expect(readFileSync(`${path}.1`, 'utf8') === `short\n${long}`).toBe(true);
  await rm(folder, { recursive: true });
});
