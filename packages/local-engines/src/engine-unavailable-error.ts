import type { EngineName } from './port.ts';

/** The engine cannot be had on this machine; the message names what is missing and how to get it. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
  readonly engine: EngineName;

  constructor(engine: EngineName, missing: string, options?: ErrorOptions) {
    super(`${engine} cannot be had on this machine: ${missing}`, options);
    this.engine = engine;
  }
}
