import { join, resolve } from 'node:path';

/** Where the embedded server keeps its things. Only `data` is the server's own; the rest is ours. */
export interface EmbeddedPaths {
  data: string;
  /** Begins the names of data folders in the making. */
  draftPrefix: string;
  /** Held while a process starts, stops or removes the server. */
  lock: string;
  /** One locked file for each process that uses the server. */
  users: string;
  log: string;
  /** Only where there are no unix sockets. */
  password: string;
}

export function embeddedPaths(dataFolder: string): EmbeddedPaths {
  const data = resolve(dataFolder);
  return {
    data,
    draftPrefix: `${data}.draft-`,
    lock: `${data}.lock`,
    users: `${data}.users`,
    log: `${data}.log`,
    password: `${data}.password`,
  };
}

export function postmasterFile(paths: EmbeddedPaths): string {
  return join(paths.data, 'postmaster.pid');
}
