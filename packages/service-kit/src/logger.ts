import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { censorFields, censorText } from './censor.ts';

export type { Logger } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  readonly service: string;
  readonly level?: LogLevel;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * The service's log: JSON lines. Errors go under `error`. Secrets and e-mail addresses are hidden
 * wherever they appear, in fields and in texts.
 */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      messageKey: 'message',
      errorKey: 'error',
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: censorFields,
      },
      // Fields come censored, errors already turned into plain members.
      serializers: { error: keep, err: keep },
      hooks: {
        logMethod(args, method) {
          method.apply(this, censorArguments(args) as typeof args);
        },
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
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
