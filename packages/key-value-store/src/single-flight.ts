/** Calls of one key at the same time share one run, its value or its error. */
export function createSingleFlight(): <Result>(
  key: string,
  run: () => Promise<Result>,
) => Promise<Result> {
  const underWay = new Map<string, Promise<unknown>>();
  return async <Result>(key: string, run: () => Promise<Result>): Promise<Result> => {
    const running = underWay.get(key);
    // A key belongs to one kind of value, as in the cache itself.
    if (running !== undefined) return running as Promise<Result>;
    const started = run().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
