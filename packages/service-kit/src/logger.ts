import { type DestinationStream, type Logger, pino } from 'pino';
import { bufferLines, type LineBuffer } from './buffer-lines.ts';
import { censorFields, censorText } from './censor.ts';
import { isTracing, traceLogFields } from './tracing.ts';

export type { Logger } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  readonly service: string;
  readonly level?: LogLevel;
  /** Default: standard output, through a buffer that all loggers of the process share. */
  readonly destination?: DestinationStream;
}

let standardOutput: LineBuffer | undefined;
const levelError = pino.levels.values.error ?? 50;

/**
 * The service's log: JSON lines. Errors go under `error`. Secrets and e-mail addresses are hidden
 * wherever they appear, in fields and in texts. Lines wait up to a tenth of a second to be written
 * together; errors do not.
 */
export function createLogger(options: LoggerOptions): Logger {
  let destination = options.destination;
  if (destination === undefined) {
    standardOutput ??= bufferLines(1);
    destination = standardOutput;
  }
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      messageKey: 'message',
      errorKey: 'error',
      timestamp: timeMember,
      formatters: {
        level: (label) => ({ level: label }),
        log: censorFields,
      },
      // Fields come censored, errors already turned into plain members.
      serializers: { error: keep, err: keep },
      ...(isTracing() && { mixin: () => traceLogFields() ?? {} }),
      hooks: {
        logMethod(args, method, level) {
          method.apply(this, censorArguments(args) as typeof args);
          if (level >= levelError) standardOutput?.flush();
        },
      },
    },
    destination,
  );
  const write = destination.write.bind(destination);
  lineWriters.set(logger, { service: options.service, write });
  return logger;
}

/** Takes finished lines past the logger. */
export interface LineWriter {
  readonly service: string;
  readonly write: (line: string) => void;
}
const lineWriters = new WeakMap<Logger, LineWriter>();

/** Where a logger of `createLogger` writes to; undefined for any other, a child included. */
export const lineWriterOf = (logger: Logger): LineWriter | undefined => lineWriters.get(logger);

let lastSecond = -1;
let secondText = '';

/** The time as a member of a line, in ISO 8601; the text up to the second is made once a second. */
export function timeMember(): string {
  const ms = Date.now();
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    secondText = new Date(ms).toISOString().slice(0, 20);
  }
  return `,"time":"${secondText}${String(ms % 1000).padStart(3, '0')}Z"`;
}

const keep = (error: unknown): unknown => error;

/** Texts are censored, and an error without one lends its own, which pino would take as it is. */
function censorArguments(args: readonly unknown[]): unknown[] {
  const [first, ...texts] = args;
  const clean = texts.map((text) => (typeof text === 'string' ? censorText(text) : text));
  if (typeof first === 'string') return [censorText(first), ...clean];
  const error = first instanceof Error ? first : errorIn(first);
  if (error === undefined) return [first, ...clean];
  const fields = first === error ? { error } : first;
  return clean.length === 0 ? [fields, censorText(error.message)] : [fields, ...clean];
}

function errorIn(fields: unknown): Error | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  if ('error' in fields && fields.error instanceof Error) return fields.error;
  return 'err' in fields && fields.err instanceof Error ? fields.err : undefined;
}
