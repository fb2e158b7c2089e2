import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Upper bounds in seconds; the fast half tells apart what is served from memory. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a route's requests of one status came to. */
interface Series {
  readonly labels: { method: string; route: string; status: string };
  readonly counts: number[];
  count: number;
  sumSeconds: number;
}

/** Counts the requests of one route. */
export interface RouteMeter {
  /** `seconds` is undefined for streams, whose length says nothing about our speed. */
  observe(status: number, seconds: number | undefined): void;
}

export interface HttpMetrics {
  routeMeter(method: string, route: string): RouteMeter;
}

/** The figures of the process itself, measured once however many services run in it. */
let processRegistry: Registry | undefined;

function processMetrics(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

/** A service's own registry; every series carries the label `service`. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return registry;
}

/** The text that Prometheus reads: the service's series and the process's. */
export async function writeMetrics(registry: Registry): Promise<string> {
  return `${await registry.metrics()}\n${await processMetrics().metrics()}`;
}

/**
 * Adds http_requests_total and http_request_duration_seconds to the registry. The series are kept by
 * hand and only turned into prom-client's form when scraped: its own counters look labels up by a
 * hash per observation, which would be the dearest step of a small request.
 */
export function addHttpMetrics(registry: Registry): HttpMetrics {
  const all: Series[] = [];
  addCollected(registry, 'http_requests_total', 'counter', 'Requests answered', () =>
    all.map(({ labels, count }) => ({ labels, value: count })),
  );
  const name = 'http_request_duration_seconds';
  addCollected(registry, name, 'histogram', 'Seconds from request to reply', () =>
    all.filter(({ counts }) => counts.length > 0).flatMap((series) => histogramOf(name, series)),
  );

  return {
    routeMeter(method, route) {
      const byStatus = new Map<number, Series>();
      return {
        observe(status, seconds) {
          let series = byStatus.get(status);
          if (series === undefined) {
            const labels = { method, route, status: String(status) };
            series = { labels, counts: [], count: 0, sumSeconds: 0 };
            byStatus.set(status, series);
            all.push(series);
          }
          series.count += 1;
          if (seconds === undefined) return;
          let bucket = 0;
          while (bucket < buckets.length && seconds > (buckets[bucket] ?? 0)) bucket += 1;
          series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
          series.sumSeconds += seconds;
        },
      };
    },
  };
}

interface Value {
  readonly labels: Record<string, string | number>;
  readonly value: number;
  readonly metricName?: string;
}

function histogramOf(name: string, { labels, counts, sumSeconds }: Series): Value[] {
  let below = 0;
  const values: Value[] = buckets.map((le, index) => {
    below += counts[index] ?? 0;
    return { labels: { ...labels, le }, value: below, metricName: `${name}_bucket` };
  });
  const total = below + (counts[buckets.length] ?? 0);
  values.push({ labels: { ...labels, le: '+Inf' }, value: total, metricName: `${name}_bucket` });
  values.push({ labels, value: sumSeconds, metricName: `${name}_sum` });
  values.push({ labels, value: total, metricName: `${name}_count` });
  return values;
}

/** Registers a metric whose values are computed at the scrape. */
function addCollected(
  registry: Registry,
  name: string,
  type: 'counter' | 'histogram',
  help: string,
  collect: () => Value[],
): void {
  const metric = new Gauge({ name, help, registers: [], labelNames: [] });
  const collected = Object.assign(metric, {
    get: async () => ({ name, help, type, values: collect(), aggregator: 'sum' }),
  });
  registry.registerMetric(collected);
}

/** Adds engine_up, asked anew at every scrape. `check` answers per engine whether it works. */
export function addEngineGauges(
  registry: Registry,
  check: () => Promise<Record<string, boolean>>,
): void {
  new Gauge({
    name: 'engine_up',
    help: 'Whether the engine answers (1) or not (0)',
    labelNames: ['engine'],
    registers: [registry],
    async collect() {
      for (const [engine, up] of Object.entries(await check())) this.set({ engine }, up ? 1 : 0);
    },
  });
}
