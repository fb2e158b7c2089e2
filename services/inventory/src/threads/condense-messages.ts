export interface CondenseSettings {
  readonly databaseUrl: string;
  readonly schema: string;
}

export interface ToCondenseThread {
  readonly performanceId: string;
}

/** The answer to the one message before; without a reason it is done. */
export interface FromCondenseThread {
  readonly failure?: string;
}
