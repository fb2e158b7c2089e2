import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Session } from '@ticketing/contracts';
import { buy, createShopApi, findOffers, RefusedError, register } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { demoPassword } from '../src/demo.ts';
import { type PlatformPorts, platformPorts } from '../src/ports.ts';
import { interrupt, type Running, root, startSystem } from './processes.ts';
import { readExposition, readQuery, type Sample, type Selector } from './promql.ts';

const portOffset = 2300;
const ports = platformPorts(portOffset);
const scraped = [
  'api-gateway',
  'auth',
  'events',
  'booking',
  'payment',
  'search',
  'notification',
  'inventoryHttp',
] as const satisfies readonly (keyof PlatformPorts)[];
/** Labels that Prometheus adds to whatever it scrapes. */
const ofPrometheus = ['job', 'instance'];
/** Series that Prometheus makes itself. */
const madeByPrometheus: ReadonlyMap<string, readonly string[]> = new Map([
  ['up', []],
  ['ALERTS', ['alertname', 'alertstate', 'severity']],
]);

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const readText = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');

async function readRules(file: string): Promise<Rule[]> {
  const { groups } = parse(await readText(`observability/prometheus/${file}`)) as {
    groups: { rules: Rule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

/** The queries of the dashboard, with where they stand. */
async function readPanels(): Promise<{ where: string; expr: string }[]> {
  const dashboard = JSON.parse(await readText('observability/grafana/ticketing-pro.json')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
    annotations: { list: { name: string; expr: string }[] };
  };
  const panels = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: `panel ${title}`, expr })),
  );
  const notes = dashboard.annotations.list.map(({ name, expr }) => ({ where: name, expr }));
  return [...panels, ...notes];
}

/** The questions that the runbook asks: its code that names one of our metrics. */
async function readRunbookQueries(known: Iterable<string>): Promise<string[]> {
  const names = [...known];
  const code = [...(await readText('docs/how-to/runbook.md')).matchAll(/`([^`]+)`/g)];
  return code
    .map(([, text = '']) => text)
    .filter(
      (text) => names.some((name) => text.includes(name)) || /^(sum|max|min|rate)\b/.test(text),
    );
}

let folder: string;
let system: Running | undefined;
let samples: Map<string, Sample[]>;
let recorded: Map<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticketing-observed-'));
  system = await startSystem({ dataFolder: folder, portOffset });
  await useEverything();
  const texts = await Promise.all(
    scraped.map(async (name) => (await fetch(`http://127.0.0.1:${ports[name]}/metrics`)).text()),
  );
  samples = readExposition(texts.join('\n'));
  const rules = await readRules('recording.yml');
  recorded = new Map(rules.map(({ record = '', expr }) => [record, readQuery(expr).groupedBy]));
}, 180_000);
afterAll(async () => {
  if (system !== undefined) await interrupt(system);
  await rm(folder, { recursive: true, force: true });
});

/** A sale, a scan that is refused, and too many sign-ins: what leaves a series only when it happens. */
async function useEverything(): Promise<void> {
  const api = createShopApi(`http://127.0.0.1:${ports['api-gateway']}/api`, 4);
  const [offer] = await findOffers(api, 1);
  if (offer === undefined) throw new Error('nothing on sale');
  await buy(api, await register(api, 1), offer);
  const { accessToken } = await api.call<Session>('POST', '/auth/login', {
    body: { email: 'gate@example.com', password: demoPassword },
  });
  const scan = api.call('POST', '/gate/scans', {
    token: accessToken,
    headers: { 'idempotency-key': 'a-scan-of-nothing' },
    body: { performanceId: offer.performance.id, payload: 'not a ticket' },
  });
  await expect(scan).rejects.toThrow(RefusedError);
  const signIn = () =>
    api.call('POST', '/auth/login', { body: { email: 'fan@example.com', password: 'wrong one' } });
  let refused = '';
  for (let tries = 0; tries < 50 && refused !== 'rate_limited'; tries += 1) {
    refused = await signIn().then(
      () => '',
      (error: unknown) => (error instanceof RefusedError ? error.code : String(error)),
    );
  }
  expect(refused).toBe('rate_limited');
  await api.close();
}

/** What is wrong with a query: metrics nobody exposes, labels they do not have. */
function faultsOf(expression: string): string[] {
  const { selectors, groupedBy } = readQuery(expression);
  const faults = selectors.flatMap(faultsOfSelector);
  const labels = new Set([...ofPrometheus, ...selectors.flatMap(({ metric }) => labelsOf(metric))]);
  for (const label of groupedBy) {
    if (!labels.has(label)) faults.push(`groups by ${label}, which none of its metrics has`);
  }
  return faults;
}

const labelsOf = (metric: string): readonly string[] =>
  recorded.get(metric) ??
  madeByPrometheus.get(metric) ??
  (samples.get(metric) ?? []).flatMap((sample) => [...sample.keys()]);

function faultsOfSelector({ metric, matchers }: Selector): string[] {
  const own = samples.get(metric);
  if (own === undefined && !recorded.has(metric) && !madeByPrometheus.has(metric)) {
    return [`${metric} is exposed by nobody`];
  }
  const labels = new Set([...ofPrometheus, ...labelsOf(metric)]);
  const faults = matchers
    .filter(({ label }) => !labels.has(label))
    .map(({ label }) => `${metric} has no label ${label}`);
  // A value that is named must occur, or an alert on it could never fire. 5xx, at best, do not occur.
  for (const { label, operator, value } of matchers) {
    if (own === undefined || label === 'status' || !operator.startsWith('=')) continue;
    const fits = new RegExp(`^(?:${operator === '=' ? escapeRegExp(value) : value})$`);
    if (!own.some((sample) => fits.test(sample.get(label) ?? ''))) {
      faults.push(`${metric} has no ${label} like ${value}`);
    }
  }
  return faults;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

test('a query that names what nobody exposes is found out', () => {
  expect(faultsOf('rate(http_request_total[5m])')).toEqual([
    'http_request_total is exposed by nobody',
  ]);
  expect(faultsOf('sum by (colour) (engine_up{engin="sql"})')).toEqual([
    'engine_up has no label engin',
    'engine_up has no engin like sql',
    'groups by colour, which none of its metrics has',
  ]);
  expect(faultsOf('payment_refunds_total{outcome="fail"}')).toEqual([
    'payment_refunds_total has no outcome like fail',
  ]);
});

test('every metric and label of the recording rules is one that a running system exposes', async () => {
  for (const { record, expr } of await readRules('recording.yml')) {
    expect([record, faultsOf(expr)]).toEqual([record, []]);
  }
});

test('every metric and label of the alerts is one that a running system exposes', async () => {
  for (const { alert, expr } of await readRules('alerts.yml')) {
    expect([alert, faultsOf(expr)]).toEqual([alert, []]);
  }
});

test('every metric and label of the dashboard is one that a running system exposes', async () => {
  const panels = await readPanels();
  expect(panels.length).toBeGreaterThan(40);
  for (const { where, expr } of panels) expect([where, faultsOf(expr)]).toEqual([where, []]);
});

test('every alert has its section in the runbook and every section its alert', async () => {
  const alerts = await readRules('alerts.yml');
  const runbook = await readText('docs/how-to/runbook.md');
  const sections = [...runbook.matchAll(/^## (.+)\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)];
  expect(sections.map(([, title]) => title).sort()).toEqual(
    alerts.map(({ alert }) => alert).sort(),
  );
  for (const { alert = '', annotations } of alerts) {
    expect(annotations?.runbook_url).toBe(`docs/how-to/runbook.md#${alert.toLowerCase()}`);
  }
  for (const [, title, text = ''] of sections) {
    for (const part of ['Means', 'Customers see', 'Look', 'Mend', 'Over']) {
      expect([title, part, text.includes(`**${part}`)]).toEqual([title, part, true]);
    }
  }
});

test('every alert is tried: it fires once where it must', async () => {
  const { tests } = parse(await readText('observability/prometheus/alerts.test.yml')) as {
    tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
  };
  const fired = tests
    .flatMap(({ alert_rule_test }) => alert_rule_test)
    .filter(({ exp_alerts }) => exp_alerts.length > 0);
  const alerts = await readRules('alerts.yml');
  expect(new Set(fired.map(({ alertname }) => alertname))).toEqual(
    new Set(alerts.map(({ alert }) => alert)),
  );
});

test('what the runbook asks of Prometheus can be asked', async () => {
  const queries = await readRunbookQueries([...samples.keys(), ...recorded.keys()]);
  expect(queries.length).toBeGreaterThan(30);
  for (const query of queries) expect([query, faultsOf(query)]).toEqual([query, []]);
});

test('every process shows its event loop, its memory and its processor time', () => {
  for (const metric of [
    'nodejs_eventloop_lag_p99_seconds',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
  ]) {
    expect([metric, samples.get(metric)?.length]).toEqual([metric, scraped.length]);
  }
});
