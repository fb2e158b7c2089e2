import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const preload = pathToFileURL(join(import.meta.dirname, '../src/tracing/preload.ts')).href;
const program = join(import.meta.dirname, 'fixtures', 'print-tracer.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'service-kit-tracing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Printed {
  readonly loaded: number;
  readonly isTracing: boolean;
  readonly inside?: string;
  readonly service?: string;
}

/** Runs the program as `npm start` runs a service; no agent listens. */
async function runWith(env: Record<string, string>): Promise<Printed> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', preload, program],
    { cwd: folder, env: { PATH: process.env.PATH, ...env } },
  );
  return JSON.parse(stdout);
}

test.each([{}, { DD_TRACE_ENABLED: 'false', DD_AGENT_HOST: '127.0.0.1' }])(
  'without DD_TRACE_ENABLED nothing of the tracer is loaded, and spans are their work alone: %o',
  async (env) => {
    expect(await runWith(env)).toEqual({ loaded: 0, isTracing: false });
  },
);

test('with it the tracer is there before anything else, and spans have a context', async () => {
  const printed = await runWith({ DD_TRACE_ENABLED: 'true', DD_TRACE_AGENT_PORT: '1' });
  expect(printed.loaded).toBeGreaterThan(10);
  expect(printed.isTracing).toBe(true);
  expect(printed.inside).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
});

test('the file .env turns it on too; what the environment says wins', async () => {
  writeFileSync(join(folder, '.env'), 'DD_TRACE_ENABLED=true\nDD_SERVICE=from-file\n');
  const byFile = await runWith({ DD_TRACE_AGENT_PORT: '1' });
  expect([byFile.isTracing, byFile.service]).toEqual([true, 'from-file']);
  const byEnvironment = await runWith({
    DD_TRACE_ENABLED: 'false',
    DD_SERVICE: 'from-environment',
  });
  expect(byEnvironment).toEqual({ loaded: 0, isTracing: false, service: 'from-environment' });
});
