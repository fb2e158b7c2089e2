import { useEffect } from 'react';
import { api } from '../../api/api.ts';
import { isProblem } from '../../api/problem.ts';
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

const heartbeatMs = 40_000;

/**
 * Keeps the admission alive while a page that needs it is open; an admission that the gateway no longer
 * knows is forgotten, so that the next act goes through the waiting room.
 */
export function useAdmissionHeartbeat(performanceId: string | undefined): void {
  useEffect(() => {
    if (performanceId === undefined) return;
    const beat = async () => {
      const admission = currentAdmission(performanceId, Date.now());
      if (admission === undefined) return;
      try {
        const renewed = await api.keepAdmission({
          params: { performanceId },
          admissionToken: admission.token,
        });
        const { admissionToken: token, expiresAt } = renewed;
        admissions.write(performanceId, { token, expiresAt });
      } catch (error) {
        if (isProblem(error, 'admission_invalid')) admissions.remove(performanceId);
      }
    };
    const timer = setInterval(beat, heartbeatMs);
    void beat();
    return () => clearInterval(timer);
  }, [performanceId]);
}

/** Gives the admission back, so that the next person may enter. Failing is harmless: it runs out. */
export function giveAdmissionBack(performanceId: string): void {
  const admission = admissions.read(performanceId);
  if (admission === undefined) return;
  admissions.remove(performanceId);
  api
    .leaveWaitingRoom({
      params: { performanceId },
      admissionToken: admission.token,
      keepalive: true,
    })
    .catch(() => undefined);
}
