import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function run(command: string, ...parameters: string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'inherit' }).status === 0;
}

/** A Chromium that is on the machine, by CHROMIUM_PATH, in its usual places, or Playwright's own. */
function findInstalled(): string | undefined {
  const candidates = [process.env.CHROMIUM_PATH, ...usualPlaces, chromium.executablePath()];
  return candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
}

/** Korean text without a Korean font is boxes: pages must be tested as readers see them. */
function hasKoreanFont(): boolean {
  const fonts = spawnSync('fc-list', [':lang=ko'], { encoding: 'utf8' });
  return fonts.status !== 0 || fonts.stdout.trim() !== '';
}

/**
 * The Chromium for end-to-end tests. Installs one when there is none: Debian's package as root, else
 * Playwright's own. Says which. Throws when neither can be had.
 */
export function findOrInstallChromium(): string {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isRootOnDebian && (findInstalled() === undefined || !hasKoreanFont())) {
    console.log('Installing Chromium and Korean fonts from Debian ...');
    run('apt-get', 'update', '-qq');
    run('apt-get', 'install', '-y', '-qq', 'chromium', 'fonts-noto-cjk');
  }
  if (findInstalled() === undefined) {
    console.log('Installing Playwright’s own Chromium ...');
    run('npx', 'playwright', 'install', 'chromium');
  }
  const found = findInstalled();
  if (found === undefined) {
    throw new Error('No Chromium to test with: install one, or name it by CHROMIUM_PATH.');
  }
  console.log(`Chromium: ${found}`);
  return found;
}
