import { defineConfig, devices } from '@playwright/test';
import { addresses } from './support/addresses.ts';

/** Software drawing and root's missing sandbox: what a container and CI machine need. */
const chromiumArguments = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
const reportFile = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './support/start-platform.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['line'], ...(reportFile === undefined ? [] : [['json'] as ['json']])],
  use: {
    baseURL: addresses.site,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    // Motion explains; a test that clicks in its middle only flickers.
    reducedMotion: 'reduce',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: chromiumArguments,
    },
  },
  projects: [
    {
      name: 'desk',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'phone',
      use: {
        ...devices['Desktop Chrome'],
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        hasTouch: true,
        isMobile: true,
      },
    },
  ],
});
