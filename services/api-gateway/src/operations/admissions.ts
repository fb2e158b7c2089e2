import type { Caller } from '@ticketing/service-kit';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { shoppingSecondsMax } from '../domain/limits.ts';
import type { AdmissionClaims } from '../domain/signed-tokens.ts';

type Dependencies = Pick<
  WaitingRoomDependencies,
  'keyValueStore' | 'signer' | 'settings' | 'clock'
>;

/** One account in one performance's sale, from one sign-in. */
export interface Visit {
  readonly performanceId: string;
  readonly caller: Pick<Caller, 'accountId' | 'sessionId'>;
}

export interface AdmissionReply {
  state: 'admitted';
  admissionToken: string;
  expiresAt: string;
}

const shoppingKey = ({ performanceId, caller }: Visit) =>
  `waiting-room:shopping:${performanceId}:${caller.accountId}`;
const leftKey = ({ performanceId, caller }: Visit) =>
  `waiting-room:left:${performanceId}:${caller.accountId}`;

/**
 * Gives an admission, or keeps it alive: the account's slot is touched and a token signed. `fromMs` is
 * when it was first admitted.
 */
export async function admit(
  dependencies: Dependencies,
  visit: Visit,
  fromMs: number,
): Promise<AdmissionReply> {
  const { keyValueStore, settings } = dependencies;
  const { performanceId, caller } = visit;
  const { admissionSeconds } = settings;
  await Promise.all([
    keyValueStore.waitingRooms.touchSession(performanceId, caller.accountId, admissionSeconds),
    keyValueStore.cache.set(shoppingKey(visit), String(fromMs), admissionSeconds),
  ]);
  return signAdmission(dependencies, visit, fromMs);
}

/** The admission alone, which no slot stands for. */
export function signAdmission(
  { signer, settings, clock }: Pick<Dependencies, 'signer' | 'settings' | 'clock'>,
  { performanceId, caller }: Visit,
  fromMs: number,
): AdmissionReply {
  const expiresAtMs = clock.now().getTime() + settings.admissionSeconds * 1000;
  const admissionToken = signer.signAdmission({
    r: performanceId,
    a: caller.accountId,
    s: caller.sessionId,
    f: fromMs,
    e: expiresAtMs,
  });
  return { state: 'admitted', admissionToken, expiresAt: new Date(expiresAtMs).toISOString() };
}

/** Since when the account is shopping there, on whatever device; undefined when it is not. */
export async function shoppingSince(
  { keyValueStore, clock }: Pick<Dependencies, 'keyValueStore' | 'clock'>,
  visit: Visit,
): Promise<number | undefined> {
  const since = await keyValueStore.cache.get(shoppingKey(visit));
  if (since === undefined) return undefined;
  const isOver = clock.now().getTime() - Number(since) > shoppingSecondsMax * 1000;
  return isOver ? undefined : Number(since);
}

/** The claims of a token that lets this visit book now; undefined for any other token. */
export async function readValidAdmission(
  { keyValueStore, signer, clock }: Dependencies,
  visit: Visit,
  token: string,
): Promise<AdmissionClaims | undefined> {
  const claims = signer.readAdmission(token);
  const { performanceId, caller } = visit;
  if (claims === undefined || claims.r !== performanceId) return undefined;
  if (claims.a !== caller.accountId || claims.s !== caller.sessionId) return undefined;
  if (claims.e <= clock.now().getTime()) return undefined;
  const leftAtMs = await keyValueStore.cache.get(leftKey(visit));
  return leftAtMs !== undefined && claims.f <= Number(leftAtMs) ? undefined : claims;
}

/** Ends the account's admission: its slot is free, and its tokens are worth nothing any more. */
export async function endAdmission(
  { keyValueStore, settings, clock }: Pick<Dependencies, 'keyValueStore' | 'settings' | 'clock'>,
  visit: Visit,
): Promise<void> {
  const { cache, waitingRooms } = keyValueStore;
  const leftAtMs = String(clock.now().getTime());
  await cache.set(leftKey(visit), leftAtMs, settings.admissionSeconds + 1);
  await cache.delete(shoppingKey(visit));
  await waitingRooms.endSession(visit.performanceId, visit.caller.accountId);
}
