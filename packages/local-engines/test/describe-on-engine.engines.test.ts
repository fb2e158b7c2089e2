import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
const config = fileURLToPath(new URL('./fixtures/vitest.config.ts', import.meta.url));

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { assertionResults: readonly { fullName: string }[] }[];
}

/** Runs a suite on Redis in a process of its own, with these variables. */
function runSuite(variables: Record<string, string>): { status: number | null; report: Report } {
  const folder = mkdtempSync(join(tmpdir(), 'ticketing-describe-'));
  const file = join(folder, 'report.json');
  const given = ['run', '--config', config, '--reporter=json', `--outputFile=${file}`];
  const { VITEST_POOL_ID: _, ...environment } = process.env;
  const { status } = spawnSync(process.execPath, [vitest, ...given], {
    env: { ...environment, REQUIRE_ENGINES: '', ...variables },
  });
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  return { status, report };
}

/** On such a PATH there is neither the engine nor what would install it. */
const nothing = { PATH: '/nonexistent' };

describe('a suite on an engine', { timeout: 60_000 }, () => {
  test('runs where the engine can be had', () => {
    const { status, report } = runSuite({});
    expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 0, numPendingTests: 0 });
    expect(status).toBe(0);
  });

  test('is reported as not run, by name and reason, where it cannot', () => {
    const { status, report } = runSuite(nothing);
    expect(report).toMatchObject({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 1 });
    const [file] = report.testResults;
    expect(file?.assertionResults[0]?.fullName).toMatch(
      /on redis - NOT RUN: .*there is no redis-server; `apt-get install redis-server`/,
    );
    expect(status).toBe(0);
  });

  test('fails there when engines are required', () => {
    const { status, report } = runSuite({ ...nothing, REQUIRE_ENGINES: '1' });
    expect(report).toMatchObject({ numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 });
    expect(status).toBe(1);
  });
});
