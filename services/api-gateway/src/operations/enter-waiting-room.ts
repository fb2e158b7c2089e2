import type { Entry } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { placeRememberedSeconds } from '../domain/limits.ts';
import { wasCalledLately } from '../domain/room-state.ts';
import { admit, shoppingSince, signAdmission, type Visit } from './admissions.ts';
import { countArrival, protectByDemand, takeSlot } from './demand.ts';
import { despiteOutage } from './despite-outage.ts';
import { isProtected, type Room } from './rooms.ts';

export interface EnterCommand extends Visit {
  readonly positionToken: string | undefined;
}

/**
 * Lets a visitor in, or gives a place in line: the one of `positionToken` or of the account's other
 * tabs and devices, else the next.
 * Throws performance_not_found, performance_cancelled, sale_closed, position_invalid; service_unavailable
 * when the sale is protected and the store does not answer.
 */
export async function enterWaitingRoom(
  dependencies: WaitingRoomDependencies,
  command: EnterCommand,
): Promise<Entry> {
  const { clock } = dependencies;
  const room = await dependencies.rooms.open(command.performanceId);
  const shown = readPosition(dependencies, command);
  const now = clock.now();
  const { terms } = room;
  if (terms.status === 'cancelled') throw problem('performance_cancelled');
  if (now >= new Date(terms.saleClosesAt)) throw problem('sale_closed');
  if (now < new Date(terms.saleOpensAt)) return { state: 'not_open', opensAt: terms.saleOpensAt };

  return despiteOutage(dependencies, room, {
    work: () => enterRoom(dependencies, room, { ...command, shown }),
    openly: () => signAdmission(dependencies, command, now.getTime()),
  });
}

async function enterRoom(
  dependencies: WaitingRoomDependencies,
  room: Room,
  command: TurnCommand,
): Promise<Entry> {
  const { clock, metrics } = dependencies;
  const now = clock.now();
  await countArrival(dependencies, room);
  const since = await shoppingSince(dependencies, command);
  if (since !== undefined) return admit(dependencies, command, since);
  if (room.terms.waitingRoom === 'off') return admit(dependencies, command, now.getTime());
  if (!isProtected(room)) {
    if (await enterFreely(dependencies, room, command)) {
      metrics.admitted.inc({ way: 'open' });
      return admit(dependencies, command, now.getTime());
    }
    await protectByDemand(dependencies, room);
  }
  return enterInTurn(dependencies, room, command);
}

/** While a sale is not protected, everybody may come in until too many are inside. */
const enterFreely = (
  dependencies: WaitingRoomDependencies,
  room: Room,
  { caller }: EnterCommand,
): Promise<boolean> =>
  takeSlot(dependencies, room, {
    accountId: caller.accountId,
    max: dependencies.settings.protectAboveShoppers,
  });

function readPosition(
  { signer }: WaitingRoomDependencies,
  { performanceId, caller, positionToken }: EnterCommand,
): number | undefined {
  if (positionToken === undefined) return undefined;
  const claims = signer.readPosition(positionToken);
  if (claims?.r !== performanceId || claims.a !== caller.accountId) {
    throw problem('position_invalid');
  }
  return claims.p;
}

interface TurnCommand extends EnterCommand {
  readonly shown: number | undefined;
}

async function enterInTurn(
  dependencies: WaitingRoomDependencies,
  room: Room,
  command: TurnCommand,
): Promise<Entry> {
  const { metrics, clock } = dependencies;
  const position = await placeOf(dependencies, command);
  const serving = await dependencies.keyValueStore.waitingRooms.serving(room.performanceId);
  if (position > serving) return waiting(dependencies, command, position);
  if (await comeInTime(dependencies, room, { ...command, position })) {
    metrics.admitted.inc({ way: 'turn' });
    return admit(dependencies, command, clock.now().getTime());
  }
  return enterLate(dependencies, room, { ...command, position, serving });
}

/** A place that was called lately has a slot kept for it; whoever comes first takes it over. */
async function comeInTime(
  { keyValueStore, settings, clock }: WaitingRoomDependencies,
  room: Room,
  { performanceId, caller, position }: TurnCommand & { position: number },
): Promise<boolean> {
  const second = Math.floor(clock.now().getTime() / 1000);
  const seconds = settings.noShowSeconds;
  if (!wasCalledLately(room.state, { position, second, seconds })) return false;
  const { cache, waitingRooms } = keyValueStore;
  const came = `waiting-room:came:${performanceId}:${position}`;
  if (!(await cache.setIfAbsent(came, '1', 2 * seconds))) return false;
  await waitingRooms.touchSession(performanceId, caller.accountId, settings.admissionSeconds);
  await waitingRooms.endSession(performanceId, calledSlot(position));
  return true;
}

/**
 * Whose turn has passed comes in when nobody waits and a slot is free. While others wait, the place is
 * worth nothing any more, and a new one is given: who was in once must not pass by those in line.
 */
async function enterLate(
  dependencies: WaitingRoomDependencies,
  room: Room,
  command: TurnCommand & { position: number; serving: number },
): Promise<Entry> {
  const { keyValueStore, settings, metrics, clock } = dependencies;
  const { performanceId, caller, position } = command;
  const last = await keyValueStore.waitingRooms.lastPosition(performanceId);
  if (last > command.serving) {
    await keyValueStore.cache.delete(placeKey(command));
    const next = await placeOf(dependencies, { ...command, shown: undefined });
    return waiting(dependencies, command, next);
  }
  const hasSeats = room.availability?.available !== 0;
  const slot = { accountId: caller.accountId, max: settings.activeShoppersMax };
  if (!hasSeats || !(await takeSlot(dependencies, room, slot))) {
    return waiting(dependencies, command, position);
  }
  metrics.admitted.inc({ way: 'late' });
  return admit(dependencies, command, clock.now().getTime());
}

const placeKey = ({ performanceId, caller }: Visit) =>
  `waiting-room:place:${performanceId}:${caller.accountId}`;

/** The slot that is kept for a place whose turn it is. */
export const calledSlot = (position: number): string => `place:${position}`;

/** The account's one place: remembered, shown, or the next, which is then remembered. */
async function placeOf(
  { keyValueStore, metrics }: WaitingRoomDependencies,
  command: TurnCommand,
): Promise<number> {
  const { cache, waitingRooms } = keyValueStore;
  const key = placeKey(command);
  const known = await cache.get(key);
  if (known !== undefined) return Number(known);
  const position = command.shown ?? (await waitingRooms.nextPosition(command.performanceId));
  if (command.shown === undefined) metrics.queued.inc();
  if (await cache.setIfAbsent(key, String(position), placeRememberedSeconds)) return position;
  return Number((await cache.get(key)) ?? position);
}

function waiting(
  { signer }: WaitingRoomDependencies,
  { performanceId, caller }: Visit,
  position: number,
): Entry {
  const positionToken = signer.signPosition({
    r: performanceId,
    a: caller.accountId,
    p: position,
  });
  return { state: 'waiting', position, positionToken };
}
