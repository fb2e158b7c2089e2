import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ports as defaultPorts } from '@ticketing/contracts';
import { hasEnded, interrupt, killHard, type Running, repositoryRoot, run } from './processes.ts';
import { waitUntil } from './wait-until.ts';

/** In the order in which they start; those who are called come before those who call. */
export const serviceNames = [
  'auth',
  'events',
  'inventory',
  'booking',
  'payment',
  'search',
  'notification',
  'api-gateway',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The ports of a second instance lie so far above those of the first. */
const instanceOffset = 20;
const readyMs = 180_000;

export interface ApartOptions {
  /** Moves all ports from the guide's. */
  readonly portOffset: number;
  /** Where each service has its working folder, and embedded engines their data. */
  readonly folder: string;
  /** On top of each service's `.env.example`: engines and settings, the same for all. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many processes of a service; default 1 each. */
  readonly instances?: Partial<Readonly<Record<ServiceName, number>>>;
}

/** A service's process by its name and number, counted from 0. */
export interface Instance {
  readonly name: ServiceName;
  readonly number: number;
}

/** Every service as a process of its own, as in production. */
export interface ApartSystem {
  readonly instances: readonly Instance[];
  /** Where an instance answers HTTP: `http://127.0.0.1:8000`. */
  urlOf(name: ServiceName, number?: number): string;
  /** Where a shopper of that gateway calls. */
  apiUrl(number?: number): string;
  readonly paymentServerUrl: string;
  start(instance: Instance): Promise<void>;
  kill(instance: Instance): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  signal(instance: Instance, signal: 'SIGSTOP' | 'SIGCONT'): void;
  isReady(instance: Instance): Promise<boolean>;
  untilReady(instance: Instance): Promise<void>;
  outputOf(instance: Instance): string;
  readonly processIds: readonly number[];
  /** Runs a script with the settings of a service's first instance, such as its command line tools. */
  runAs(name: ServiceName, script: string, parameters: readonly string[], input?: string): Running;
  close(): Promise<void>;
}

/**
 * Starts all services apart, each from its `.env.example` as the guide says, and waits until they are
 * ready. Instance n of a service calls instance n of the others, or the last one that they have. What was started is
 * stopped again when one of them cannot start.
 */
export async function startApart(options: ApartOptions): Promise<ApartSystem> {
  const counts = (name: ServiceName) => options.instances?.[name] ?? 1;
  const instances = serviceNames.flatMap((name) =>
    Array.from({ length: counts(name) }, (_, number) => ({ name, number })),
  );
  const running = new Map<string, Running>();
  const keyOf = ({ name, number }: Instance) => `${name}-${number}`;

  const portOf = (key: keyof typeof defaultPorts, number: number) =>
    defaultPorts[key] + options.portOffset + number * instanceOffset;
  const httpPort = (name: ServiceName, number: number) =>
    portOf(name === 'inventory' ? 'inventoryHttp' : name, number);
  const urlOf = (name: ServiceName, number = 0) => `http://127.0.0.1:${httpPort(name, number)}`;
  /** The instance of another service that instance `number` calls. */
  const peer = (name: ServiceName, number: number) => Math.min(number, counts(name) - 1);

  function environmentOf({ name, number }: Instance): Record<string, string> {
    const url = (other: ServiceName) => urlOf(other, peer(other, number));
    const own: Record<string, string> =
      name === 'inventory'
        ? {
            GRPC_PORT: String(portOf('inventory', number)),
            METRICS_PORT: String(httpPort(name, number)),
          }
        : { PORT: String(httpPort(name, number)) };
    return {
      TICKETING_DATA_FOLDER: path.join(options.folder, 'data'),
      LOG_LEVEL: 'error',
      AUTH_SERVICE_URL: url('auth'),
      EVENTS_SERVICE_URL: url('events'),
      BOOKING_SERVICE_URL: url('booking'),
      PAYMENT_SERVICE_URL: url('payment'),
      SEARCH_SERVICE_URL: url('search'),
      NOTIFICATION_SERVICE_URL: url('notification'),
      INVENTORY_GRPC_PORT: String(portOf('inventory', peer('inventory', number))),
      LOCAL_PAYMENT_PORT: String(portOf('stripeSimulator', number)),
      ...options.env,
      ...own,
    };
  }

  async function start(instance: Instance): Promise<void> {
    const cwd = path.join(options.folder, keyOf(instance));
    await mkdir(cwd, { recursive: true });
    const example = path.join(repositoryRoot, 'services', instance.name, '.env.example');
    await copyFile(example, path.join(cwd, '.env'));
    const main = `services/${instance.name}/src/main.ts`;
    running.set(keyOf(instance), run(main, [], { cwd, env: environmentOf(instance) }));
  }

  const processOf = (instance: Instance): Running => {
    const found = running.get(keyOf(instance));
    if (found === undefined) throw new Error(`${keyOf(instance)} was never started`);
    return found;
  };

  async function isReady({ name, number }: Instance): Promise<boolean> {
    const signal = AbortSignal.timeout(10_000);
    const reply = await fetch(`${urlOf(name, number)}/readyz`, { signal }).catch(() => undefined);
    return reply?.ok === true;
  }

  async function untilReady(instance: Instance): Promise<void> {
    await waitUntil(
      async () => {
        if (hasEnded(processOf(instance))) return true;
        return isReady(instance);
      },
      { withinMs: readyMs, everyMs: 100 },
    ).catch((error: unknown) => {
      throw new Error(`${keyOf(instance)} is not ready: ${processOf(instance).output()}`, {
        cause: error,
      });
    });
    if (hasEnded(processOf(instance))) {
      throw new Error(`${keyOf(instance)} ended: ${processOf(instance).output()}`);
    }
  }

  const system: ApartSystem = {
    instances,
    urlOf,
    apiUrl: (number = 0) => `${urlOf('api-gateway', number)}/api`,
    paymentServerUrl: `http://127.0.0.1:${portOf('stripeSimulator', 0)}`,
    start,
    kill: (instance) => killHard(processOf(instance)),
    signal: (instance, signal) => void processOf(instance).child.kill(signal),
    isReady,
    untilReady,
    outputOf: (instance) => processOf(instance).output(),
    get processIds() {
      return [...running.values()].flatMap(({ child }) => child.pid ?? []);
    },
    runAs: (name, script, parameters, input = '') =>
      run(script, parameters, {
        cwd: path.join(options.folder, keyOf({ name, number: 0 })),
        env: environmentOf({ name, number: 0 }),
        input,
      }),
    async close() {
      await Promise.all([...running.values()].map(interrupt));
    },
  };
  try {
    for (const instance of instances) await start(instance);
    await Promise.all(instances.map(untilReady));
    return system;
  } catch (error) {
    await system.close();
    throw error;
  }
}
