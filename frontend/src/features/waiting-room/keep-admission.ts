import { useEffect } from 'react';
import { api } from '../../api/api.ts';
import { isProblem } from '../../api/problem.ts';
import { admissions, currentAdmission } from './admission.ts';

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
