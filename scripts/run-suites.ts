import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOrInstallChromium } from './find-chromium.ts';
import { nodeTool, repositoryRoot, runStep, type StepResult } from './run-steps.ts';

/** What a suite counted. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const reports = mkdtempSync(path.join(tmpdir(), 'ticketing-test-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

/** What Vitest's JSON report counts; a run that left no report counts as one failure. */
function countVitest(file: string): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numFailedTestSuites: number;
  };
  const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0);
  return { passed: report.numPassedTests, failed };
}

/** What Playwright's JSON report counts; a test that only passed at its second try is no pass. */
function countPlaywright(file: string): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

/** One of the projects of `vitest.config.ts`. */
export async function runVitest(project: string, ...filters: string[]): Promise<Counts> {
  const file = path.join(reports, `${project}.json`);
  const result = await runStep({
    name: `${project} tests`,
    ...nodeTool(
      'vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...filters,
    ),
  });
  return agree(countVitest(file), result);
}

/** The journeys in Chromium; `env` says on which system. */
export async function runEndToEnd(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Counts> {
  const file = path.join(reports, 'e2e.json');
  rmSync(file, { force: true });
  const result = await runStep({
    name,
    ...nodeTool('@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts'),
    env: { ...env, CHROMIUM_PATH: findOrInstallChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  return agree(countPlaywright(file), result);
}

/** A runner that fails without a failed test (a crash, no tests at all) is a failure all the same. */
function agree(counts: Counts, result: StepResult): Counts {
  return !result.passed && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** The last lines of a run, and its exit code: `N passed, N failed`. */
export function conclude(suites: readonly Counts[], startedAtMs: number): void {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0);
  const minutes = (performance.now() - startedAtMs) / 60_000;
  console.log(`\n${path.basename(repositoryRoot)}: ${minutes.toFixed(1)} minutes`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
