import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { images } from '../src/images.ts';
import { overlays } from '../src/manifests.ts';
import { goProgram, withProgram } from '../src/programs.ts';
import { at, root } from '../src/repository.ts';

const names = readdirSync(at('.github/workflows')).sort();
const textOf = (name: string) => readFileSync(at('.github/workflows', name), 'utf8');
/** Those that production runs; the others stand in for engines or show the demo. */
const deployed = images.filter(({ args }) => args.WORKSPACE === undefined);
const buildMsMax = 300_000;

test('there is a workflow for tests, images, deployment and dependencies', () => {
  expect(names).toEqual(['ci.yml', 'dependency-review.yml', 'deploy.yml', 'images.yml']);
});

test('actionlint finds no fault, and would find one', { timeout: buildMsMax }, (context) => {
  const actionlint = withProgram(context, () =>
    goProgram('actionlint', 'github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12'),
  );
  const lint = (input: string) =>
    execFileSync(actionlint, ['-no-color', '-shellcheck=', '-pyflakes=', '-'], {
      cwd: root,
      input,
      encoding: 'utf8',
    });
  for (const name of names) expect(lint(textOf(name)), name).toBe('');
  const faulty = textOf('deploy.yml').replace('inputs.commit', 'inputs.comit');
  expect(() => lint(faulty)).toThrow();
});

test.for(names)('%s: actions are pinned by commit, and the token may read alone', (name) => {
  const uses = [...textOf(name).matchAll(/uses: (\S+)(.*)/g)];
  expect(uses.length).toBeGreaterThan(0);
  for (const [, action, comment] of uses) {
    expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
  }
  const workflow = parse(textOf(name)) as {
    permissions: object;
    jobs: Record<string, { 'timeout-minutes'?: number }>;
  };
  expect(workflow.permissions).toEqual({ contents: 'read' });
  for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeDefined();
});

test('both topologies are tested', () => {
  const text = textOf('ci.yml');
  expect(text).toContain('run: .ci/run');
  expect(text).toContain('run: npm run test:engines');
  expect(text).toContain('REQUIRE_ENGINES: "1"');
});

test('every image of production is built and pushed with provenance and SBOM', () => {
  const { jobs } = parse(textOf('images.yml')) as {
    jobs: {
      build: {
        strategy: { matrix: { include: { image: string; service: string; file: string }[] } };
        steps: { uses?: string; with?: Record<string, unknown> }[];
      };
    };
  };
  expect(jobs.build.strategy.matrix.include).toEqual(
    deployed.map(({ image, dockerfile, args }) => ({
      image,
      service: args.SERVICE ?? '',
      file: dockerfile.slice(root.length + 1),
    })),
  );
  const build = jobs.build.steps.find(({ uses }) => uses?.startsWith('docker/build-push-action@'));
  expect(build?.with).toMatchObject({ provenance: 'mode=max', sbom: true });
  const attest = jobs.build.steps.find(({ uses }) => uses?.includes('attest-build-provenance@'));
  expect(attest?.with).toMatchObject({ 'push-to-registry': true });
});

test('a deployment names every image, knows every environment, and migrates first', () => {
  const text = textOf('deploy.yml');
  const [, list = ''] = /for image in ([\s\S]*?); do/.exec(text) ?? [];
  expect(list.split(/[\s\\]+/)).toEqual(deployed.map(({ image }) => image));
  const workflow = parse(text) as {
    on: { workflow_dispatch: { inputs: { environment: { options: string[] } } } };
    jobs: { deploy: { environment: string; steps: { name?: string }[] } };
  };
  const { options } = workflow.on.workflow_dispatch.inputs.environment;
  expect(options.sort()).toEqual([...overlays].sort());
  expect(workflow.jobs.deploy.environment).toContain('inputs.environment');
  const steps = workflow.jobs.deploy.steps.map(({ name }) => name);
  expect(steps.indexOf('Migrate')).toBeGreaterThan(steps.indexOf('Prepare'));
  expect(steps.indexOf('Deploy')).toBeGreaterThan(steps.indexOf('Migrate'));
});
