import { problem } from '@ticketing/service-kit';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { shoppingSecondsMax } from '../domain/limits.ts';
import {
  type AdmissionReply,
  admit,
  endAdmission,
  readValidAdmission,
  signAdmission,
  type Visit,
} from './admissions.ts';
import { despiteOutage } from './despite-outage.ts';

type KeptVisit = Visit & { readonly token: string | string[] | undefined };

/** Renews an admission that is still valid. Throws admission_invalid, service_unavailable. */
export async function keepAdmission(
  dependencies: WaitingRoomDependencies,
  visit: KeptVisit,
): Promise<AdmissionReply> {
  const room = await dependencies.rooms.open(visit.performanceId).catch(() => undefined);
  return despiteOutage(dependencies, room, {
    work: () => renew(dependencies, visit),
    openly: () => signAdmission(dependencies, visit, dependencies.clock.now().getTime()),
  });
}

async function renew(
  dependencies: WaitingRoomDependencies,
  visit: KeptVisit,
): Promise<AdmissionReply> {
  const { token } = visit;
  const claims =
    typeof token === 'string' ? await readValidAdmission(dependencies, visit, token) : undefined;
  if (claims === undefined) throw problem('admission_invalid');
  if (dependencies.clock.now().getTime() - claims.f > shoppingSecondsMax * 1000) {
    await endAdmission(dependencies, visit);
    throw problem('admission_invalid', 'The time to choose seats is over');
  }
  return admit(dependencies, visit, claims.f);
}
