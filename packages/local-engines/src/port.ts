/** The production engines, as this machine can run them. */
export const engineNames = [
  'postgres',
  'redis',
  'kafka',
  'dynamodb',
  'opensearch',
  'ses',
  'stripe-mock',
  'datadog-agent',
] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineOptions {
  /** Where it keeps its data; default: a new folder in the temporary one, removed by `stop`. */
  readonly folder?: string;
  /** Default: any free one. */
  readonly port?: number;
  /**
   * Given: it outlives the process that starts it, and this hears its process id as soon as there is one.
   * Default: it dies with that process, however that ends.
   */
  readonly onProcess?: (processId: number) => void;
  /** More variables for its process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Kafka alone: clients need TLS and a password (SASL_SSL, SCRAM-SHA-512). */
  readonly secured?: boolean;
  /** OpenSearch alone: false leaves out the Korean analysis, as a bare cluster would. */
  readonly nori?: boolean;
}

/**
 * A real engine, run natively as a process of its own on loopback, with bounded memory. Promises:
 * - it answers when `startEngine` resolves;
 * - what it acknowledged survives `kill` and `start` (where the engine promises it at all);
 * - `variables` are the guide's, ready for a service's environment, and stay the same after a restart.
 */
export interface LocalEngine {
  readonly name: EngineName;
  readonly port: number;
  readonly variables: Readonly<Record<string, string>>;
  /** The process that runs now. */
  readonly processId: number;
  /** SIGKILL, as bad luck does; its data stay. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Again, at the same address and on the same data; resolves when it answers. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay, nothing answers. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** In order; removes the data unless the folder was given. */
  stop(): Promise<void>;
}
