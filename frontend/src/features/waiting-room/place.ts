import { isRecord, storedRecord } from './session-record.ts';

/** A place in line, kept across tabs, refreshes and restarts of the browser. */
export interface StoredPlace {
  readonly position: number;
  readonly positionToken: string;
  /** The lowest number of people ahead that was shown: the number only ever goes down. */
  readonly aheadShown?: number | undefined;
}

/** By performance id. */
export const places = storedRecord<StoredPlace>(
  'place:',
  () => localStorage,
  (stored) => {
    if (!isRecord(stored)) return undefined;
    const { position, positionToken, aheadShown } = stored;
    if (typeof position !== 'number' || typeof positionToken !== 'string') return undefined;
    return { position, positionToken, ...(typeof aheadShown === 'number' && { aheadShown }) };
  },
);
