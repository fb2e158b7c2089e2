import type { FastifyBaseLogger } from 'fastify';
import type { Logger } from '../logger.ts';

/**
 * The logger for Fastify, whose children are made when they write their first line: Fastify makes one
 * per request, and most requests write no line of their own.
 */
export function withLazyChildren(logger: Logger): FastifyBaseLogger {
  const child = (bindings: object, options: object): FastifyBaseLogger => {
    const lazy = new LazyChild(() => logger.child({ ...bindings }, options));
    return lazy as unknown as FastifyBaseLogger;
  };
  return Object.create(logger, { child: { value: child } }) as FastifyBaseLogger;
}

type LogMethod = (...args: unknown[]) => void;
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A class, because one is made per request, and its methods must not be. */
class LazyChild {
  readonly #make: () => Logger;
  #made: Logger | undefined;

  constructor(make: () => Logger) {
    this.#make = make;
  }

  get logger(): Logger {
    this.#made ??= this.#make();
    return this.#made;
  }
  get level(): string {
    return this.logger.level;
  }
  set level(level: string) {
    this.logger.level = level;
  }
  child(bindings: object, options: object): Logger {
    return this.logger.child({ ...bindings }, options);
  }
}

for (const level of levels) {
  Object.defineProperty(LazyChild.prototype, level, {
    value(this: LazyChild, ...args: unknown[]) {
      (this.logger[level] as LogMethod)(...args);
    },
  });
}
