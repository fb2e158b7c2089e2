#!/usr/bin/env node
// The one door of every command. Plain JavaScript, because it must run on any Node from 20 on: it installs
// what the lock file names (a pinned Node 24 among it) and hands over to that Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const commands = {
  start: 'platform/src/start.ts',
  engines: 'scripts/engines.ts',
  test: 'scripts/test.ts',
  'test:engines': 'scripts/test-engines.ts',
  'test:faults': 'scripts/test-faults.ts',
  check: 'scripts/check.ts',
  import: 'scripts/import-catalogue.ts',
  'dead-letters': 'scripts/dead-letters.ts',
  'check-sales': 'platform/src/check-sales.ts',
  bench: 'benchmarks/src/bench.ts',
  simulate: 'simulation/src/main.ts',
};

const [command, ...parameters] = process.argv.slice(2);
const script = commands[command];
if (script === undefined) {
  console.error(`Unknown command '${command}'. There are: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(
    `Node ${process.versions.node} is too old: Ticketing Pro needs Node 20 or newer to install.`,
  );
  process.exit(1);
}

const onWindows = process.platform === 'win32';
const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', onWindows ? 'node.exe' : 'node');

/** npm writes this file last: it is newer than the lock file exactly when the lock file is installed. */
function isInstalled() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || !existsSync(pinnedNode)) return false;
  return statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

if (!isInstalled()) {
  console.log('Installing what package-lock.json names (once, about a minute) ...');
  // Not `npm ci`: that refuses to install when a registry mirror lacks a tool's package for some other
  // platform. This installs the same locked versions and changes neither package.json nor the lock file.
  const parameters = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const install = spawnSync('npm', parameters, { cwd: root, stdio: 'inherit', shell: onWindows });
  if (install.status !== 0 || !existsSync(pinnedNode)) {
    console.error('The installation failed; the lines above say why. Nothing was started.');
    process.exit(1);
  }
}

// A tracer must be there before what it watches; the file loads none unless DD_TRACE_ENABLED is true.
const tracing = pathToFileURL(path.join(root, 'packages/service-kit/src/tracing/preload.ts')).href;
// Eight services in one process make many short-lived objects: with more room for them sales go 10 % faster.
const options = command === 'start' ? ['--max-semi-space-size=64', '--import', tracing] : [];

// The channel tells the child when this process is gone, so that it never outlives a killed parent.
const child = spawn(
  pinnedNode,
  ['--disable-warning=ExperimentalWarning', ...options, path.join(root, script), ...parameters],
  {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      // Every process of ours then starts a third faster, from the second time on.
      NODE_COMPILE_CACHE:
        process.env.NODE_COMPILE_CACHE ?? path.join(root, 'node_modules', '.cache', 'node'),
      PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  },
);
// Ctrl-C reaches the child by itself, as it belongs to the same terminal; this process only waits.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGTERM'));
// npm starts us through a shell that passes no signal on: when npm is stopped the shell goes, and we stay.
const parent = process.ppid;
setInterval(() => {
  if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent)
    child.kill('SIGTERM');
}, 1000).unref();
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
