import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findOrInstallChromium } from './find-chromium.ts';
import { nodeTool, repositoryRoot, runStep, type StepResult } from './run-steps.ts';

/** What a suite counted, and what failed in it: the test's place and the first line of why. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

const linesOfMessage = 12;
const reports = mkdtempSync(path.join(tmpdir(), 'ticketing-test-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

const noReport = (suite: string): Counts => ({
  passed: 0,
  failed: 1,
  failures: [`${suite}: it left no report`],
});

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** What Vitest's JSON report counts; a run that left no report counts as one failure. */
function countVitest(project: string, file: string): Counts {
  if (!existsSync(file)) return noReport(project);
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    const place = path.relative(repositoryRoot, name);
    if (tests.length === 0 && status === 'failed') return [`${place}: ${inOneLine(message)}`];
    return tests.map(
      (test) => `${place} › ${test.fullName}: ${inOneLine(test.failureMessages?.[0] ?? '')}`,
    );
  });
  const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0);
  return { passed: report.numPassedTests, failed, failures };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

/** What Playwright's JSON report counts; a test that only passed at its second try is no pass. */
function countPlaywright(file: string): Counts {
  if (!existsSync(file)) return noReport('end-to-end tests');
  const { stats, suites } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number };
    suites: readonly PlaywrightSuite[];
  };
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    failures: suites.flatMap(playwrightFailures),
  };
}

function playwrightFailures({ suites = [], specs }: PlaywrightSuite): string[] {
  const failures = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName, results }) => {
        const why = results.find(({ error }) => error)?.error?.message ?? '';
        return `${file} › ${title} [${projectName}]: ${inOneLine(why)}`;
      }),
  );
  return [...failures, ...suites.flatMap(playwrightFailures)];
}

/** An error's message and the first place of ours in its stack, to be read at the end of a long output. */
function inOneLine(error: string): string {
  const lines = stripVTControlCharacters(error)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const place = lines.find((line) => line.startsWith('at ') && !line.includes('node_modules'));
  const message = lines.filter((line) => !line.startsWith('at ')).slice(0, linesOfMessage);
  return [...message, ...(place === undefined ? [] : [place])].join(' | ');
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
  return agree(countVitest(project, file), result);
}

/** The journeys in Chromium; `env` says on which system, `screen` on which one of the two screens, if not on both. */
export async function runEndToEnd(
  name: string,
  { env = {}, screen }: { env?: Readonly<Record<string, string>>; screen?: 'desk' | 'phone' } = {},
): Promise<Counts> {
  const file = path.join(reports, 'e2e.json');
  rmSync(file, { force: true });
  const result = await runStep({
    name,
    ...nodeTool(
      '@playwright/test/cli.js',
      'test',
      '--config=e2e/playwright.config.ts',
      ...(screen === undefined ? [] : [`--project=${screen}`]),
    ),
    env: { ...env, CHROMIUM_PATH: findOrInstallChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  return agree(countPlaywright(file), result);
}

/** A runner that fails without a failed test (a crash, no tests at all) is a failure all the same. */
function agree(counts: Counts, result: StepResult): Counts {
  if (result.passed || counts.failed > 0) return counts;
  return { ...counts, failed: 1, failures: [`${result.name}: it failed without a failed test`] };
}

/** The last lines of a run: what failed, each with a ✘, and `N passed, N failed`; and its exit code. */
export function conclude(suites: readonly Counts[], startedAtMs: number): void {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0);
  const minutes = (performance.now() - startedAtMs) / 60_000;
  for (const failure of suites.flatMap((suite) => suite.failures)) console.log(`✘ ${failure}`);
  console.log(`\n${path.basename(repositoryRoot)}: ${minutes.toFixed(1)} minutes`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
