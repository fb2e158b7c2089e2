import { type ErrorCode, Id } from '@ticketing/contracts';
import { type ApiError, type Caller, fitsSchema, problem } from '@ticketing/service-kit';
import { Type } from 'typebox';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import type { AdmissionClaims } from '../domain/signed-tokens.ts';
import { readValidAdmission, type Visit } from './admissions.ts';
import { countArrival, protectByDemand } from './demand.ts';
import { despiteOutage } from './despite-outage.ts';
import { isProtected, type Room } from './rooms.ts';

export interface AdmissionCheck {
  readonly performanceId: string;
  readonly caller: Caller | undefined;
  /** The header as it came. */
  readonly token: string | string[] | undefined;
}
export type CheckAdmission = (check: AdmissionCheck) => Promise<void>;

const AdmissionBody = Type.Object({ performanceId: Id('performance') });

/** The performance that a protected write speaks of. Throws invalid_request without one. */
export function findPerformanceId(body: unknown): string {
  if (!fitsSchema(AdmissionBody, body)) throw problem('invalid_request', 'performanceId is needed');
  return body.performanceId;
}

/**
 * Refuses a protected write without a valid admission: admission_required, admission_invalid. A sale
 * whose terms cannot be read counts as protected, so the refusal is then that of the events service.
 * Throws service_unavailable when the sale is protected and the store does not answer.
 */
export async function checkAdmission(
  dependencies: WaitingRoomDependencies,
  { performanceId, caller, token }: AdmissionCheck,
): Promise<void> {
  if (caller === undefined) throw problem('unauthenticated');
  const room = await dependencies.rooms.open(performanceId);
  const visit = { performanceId, caller };
  if (isProtected(room)) {
    if (token === undefined) throw refuse(dependencies, 'admission_required');
    const claims =
      typeof token === 'string'
        ? await readClaims(dependencies, room, { ...visit, token })
        : undefined;
    if (claims === undefined) throw refuse(dependencies, 'admission_invalid');
    return;
  }
  if (room.terms.waitingRoom !== 'auto') return;
  await despiteOutage(dependencies, room, {
    work: () => noteShopper(dependencies, visit),
    openly: () => undefined,
  });
}

const readClaims = (
  dependencies: WaitingRoomDependencies,
  room: Room,
  { token, ...visit }: Visit & { token: string },
): Promise<AdmissionClaims | undefined> =>
  despiteOutage(dependencies, room, {
    work: () => readValidAdmission(dependencies, visit, token),
    openly: () => undefined,
  });

function refuse({ metrics }: WaitingRoomDependencies, code: ErrorCode): ApiError {
  metrics.admissionsRefused.inc({ code });
  return problem(code);
}

/** Who books without having entered is demand too. */
async function noteShopper(
  dependencies: WaitingRoomDependencies,
  { performanceId, caller }: { performanceId: string; caller: Caller },
): Promise<void> {
  const { keyValueStore, settings, rooms } = dependencies;
  const { waitingRooms } = keyValueStore;
  const room = rooms.find(performanceId);
  if (room === undefined) return;
  await countArrival(dependencies, room);
  await waitingRooms.touchSession(performanceId, caller.accountId, settings.admissionSeconds);
  const active = await waitingRooms.activeSessions(performanceId);
  if (active > settings.protectAboveShoppers) await protectByDemand(dependencies, room);
}
