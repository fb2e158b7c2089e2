import { createLogger, type Logger } from '@ticketing/service-kit';

/** A logger that says nothing; `TEST_LOG_LEVEL=debug` makes it speak. */
export function quietLogger(service = 'test'): Logger {
  const level = process.env.TEST_LOG_LEVEL === 'debug' ? 'debug' : 'silent';
  return createLogger({ service, level });
}

export interface RecordingLogger {
  readonly logger: Logger;
  /** The lines written so far. */
  readonly lines: Record<string, unknown>[];
}

/** A logger whose lines a test can read, of all levels. */
export function recordingLogger(service = 'test'): RecordingLogger {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write(line: string) {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  return { logger: createLogger({ service, level: 'trace', destination }), lines };
}
