/**
 * The key of a call to the provider. A lost answer is asked for again under the same key; after an answer
 * that it failed, which the provider would repeat, the next attempt has its own.
 */
export const attemptKey = (name: string, attempt: number): string =>
  attempt === 1 ? name : `${name}-${attempt}`;
