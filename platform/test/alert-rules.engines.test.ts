import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { findOrInstallProgram } from '@ticketing/local-engines';
import { describe, expect, test } from 'vitest';
import { root } from './processes.ts';

const folder = path.join(root, 'observability/prometheus');
const promtool = await findOrInstallProgram('promtool', 'prometheus');

async function run(...parameters: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(promtool ?? '', parameters, { cwd: folder });
  return stdout;
}

/** Prometheus's own checker; the rules' metrics are held to a running system by observability.test.ts. */
if (promtool === undefined) {
  const suite = process.env.REQUIRE_ENGINES === '1' ? describe : describe.skip;
  suite("promtool - NOT RUN: it comes with Debian's package prometheus", () => {
    test('is on this machine', () => expect(promtool).toBeDefined());
  });
} else {
  describe('promtool', () => {
    test('takes the configuration and all rules', async () => {
      expect(await run('check', 'config', 'prometheus.yml')).toContain(
        'SUCCESS: 2 rule files found',
      );
    });

    test('sees every alert fire where it must, and be quiet where it must not', async () => {
      expect(await run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
    });
  });
}
