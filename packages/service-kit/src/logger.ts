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
      serializers: { error: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const clean = args.map((arg) => (typeof arg === 'string' ? censorText(arg) : arg));
          method.apply(this, clean as typeof args);
        },
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
