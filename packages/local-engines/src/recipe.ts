import type { EngineName, EngineOptions } from './port.ts';

/** Whom a program runs as; undefined means ourselves. */
export type Account = { uid: number; gid: number } | undefined;

export interface EngineSite {
  /** Exists; the engine's alone. */
  readonly folder: string;
  readonly port: number;
  readonly options: EngineOptions;
}

/** How an engine is run at one site, its programs fetched and its data folder made. */
export interface EnginePlan {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly account?: Account;
  /** A folder that the program finds open as its file descriptor 3. */
  readonly lentFolder?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it serves; asked again and again until it does. */
  isReady(): Promise<boolean>;
}

export interface EngineRecipe {
  readonly name: EngineName;
  /** Where the development setting has it: the guide's port, or one that no part of the system uses. */
  readonly developmentPort: number;
  readonly startSecondsMax: number;
  /** How it is told to end in order. */
  readonly stopSignal: NodeJS.Signals;
  /** Finds or fetches its programs. Throws EngineUnavailableError when it cannot be had here. */
  prepare(): Promise<unknown>;
  /** Throws EngineUnavailableError as `prepare` does. */
  plan(site: EngineSite): Promise<EnginePlan>;
}
