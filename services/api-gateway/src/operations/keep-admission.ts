import { problem } from '@ticketing/service-kit';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { shoppingSecondsMax } from '../domain/limits.ts';
import {
  type AdmissionReply,
  admit,
  endAdmission,
  readValidAdmission,
  type Visit,
} from './admissions.ts';

/** Renews an admission that is still valid. Throws admission_invalid. */
export async function keepAdmission(
  dependencies: WaitingRoomDependencies,
  visit: Visit & { token: string | string[] | undefined },
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
