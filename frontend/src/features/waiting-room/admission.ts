import { isRecord, storedRecord } from './session-record.ts';

/** The right to book a performance, as the gateway gave it. */
export interface StoredAdmission {
  readonly token: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

/** By performance id; of this tab alone, as the admission is of one session. */
export const admissions = storedRecord<StoredAdmission>(
  'admission:',
  () => sessionStorage,
  (stored) =>
    isRecord(stored) && typeof stored.token === 'string' && typeof stored.expiresAt === 'string'
      ? { token: stored.token, expiresAt: stored.expiresAt }
      : undefined,
);

/** The admission that is still good; `now` in milliseconds. */
export function currentAdmission(performanceId: string, now: number): StoredAdmission | undefined {
  const stored = admissions.read(performanceId);
  if (stored === undefined || Date.parse(stored.expiresAt) > now) return stored;
  admissions.remove(performanceId);
  return undefined;
}
