import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'vitest';

/** A file system of its own, so small that a test can fill it and harm nobody else. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all space that there is, and what becomes free, until `clear`. */
  fill(): void;
  clear(): void;
  /** What is on it is gone; also when a process still uses it. */
  remove(): void;
}

/** What others free is taken again after this long. */
const refillMs = 250;
const blockBytesMax = 1024 * 1024;

/** Throws when this machine does not let us have one: it takes Linux and root, or sudo without a password. */
export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketing-disk-'));
  const owner = `uid=${process.getuid?.() ?? 0},gid=${process.getgid?.() ?? 0}`;
  try {
    const options = `size=${megabytes}m,mode=700,${owner}`;
    runAsRoot('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  const ballast = path.join(folder, 'ballast');
  let refilling: NodeJS.Timeout | undefined;
  return {
    folder,
    fill() {
      takeAll(ballast);
      refilling ??= setInterval(() => takeAll(ballast), refillMs);
    },
    clear() {
      clearInterval(refilling);
      refilling = undefined;
      rmSync(ballast, { force: true });
    },
    remove() {
      clearInterval(refilling);
      runAsRoot('umount', '--lazy', folder);
      rmdirSync(folder);
    },
  };
}

function runAsRoot(...words: readonly string[]): void {
  const [command = '', ...parameters] =
    process.getuid?.() === 0 ? words : ['sudo', '--non-interactive', ...words];
  execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** To the last byte: large blocks first, then ever smaller ones. */
function takeAll(file: string): void {
  const to = openSync(file, 'a');
  try {
    for (let size = blockBytesMax; size >= 1; size /= 2) writeUntilFull(to, Buffer.alloc(size));
  } finally {
    closeSync(to);
  }
}

function writeUntilFull(to: number, block: Buffer): void {
  try {
    for (;;) writeSync(to, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/**
 * A suite that needs small disks. Where there are none it is reported as not run, by name; with
 * REQUIRE_ENGINES=1 it fails instead.
 */
export function describeOnSmallDisks(title: string, suite: () => void): void {
  try {
    makeSmallDisk(1).remove();
  } catch (error) {
    const report = process.env.REQUIRE_ENGINES === '1' ? describe : describe.skip;
    report(
      `${title} - NOT RUN: no file system can be mounted here (Linux, as root or by sudo)`,
      () => {
        test('has its disks', () => {
          throw error;
        });
      },
    );
    return;
  }
  describe(title, suite);
}
