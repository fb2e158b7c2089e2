import { capacity, ticketsPerCustomerMax } from '../catalogue.ts';
import type { Row } from '../seat-journal.ts';
import type { Checker } from './checker.ts';

interface Owner {
  readonly holdId: string;
  readonly customerId: string;
  readonly expiresAtMs: number;
  readonly bookingId?: string;
}
type Effect = Row['effects'][number];

/**
 * I1, I2, I9 over the journal, by a reading of it that shares nothing with inventory's own: every seat is
 * free, blocked, held or sold after each row, nobody gets what another has, and nobody has too many.
 */
export const checkSeats: Checker = ({ journal }) => {
  const faults: string[] = [];
  const owners = new Map<number, Owner>();
  const blocked = new Set<number>();
  const rows = [...journal.rows].sort((a, b) => a.sequence - b.sequence);
  let beforeMs = 0;
  for (const [place, { sequence, nowMs, effects }] of rows.entries()) {
    if (nowMs < beforeMs) faults.push(`I2 the journal goes back in time at ${sequence}`);
    beforeMs = nowMs;
    if (sequence !== place + 1) faults.push(`I2 the journal has ${sequence} at place ${place + 1}`);
    for (const effect of effects) apply(effect, nowMs);
    if (owners.size + blocked.size > capacity) faults.push(`I2 too many seats at ${sequence}`);
  }
  for (const [seatNo, { bookingId }] of owners) {
    if (bookingId !== undefined && journal.soldSeats.get(seatNo) !== bookingId) {
      faults.push(`I2 seat ${seatNo} is sold by the journal, but not in the table of sold seats`);
    }
  }
  for (const seatNo of journal.soldSeats.keys()) {
    if (owners.get(seatNo)?.bookingId === undefined) faults.push(`I2 seat ${seatNo} is not sold`);
  }
  return faults;

  function apply(effect: Effect, nowMs: number): void {
    if (effect.kind === 'held') hold(effect);
    else if (effect.kind === 'released') free(effect.holdId, 'released');
    else if (effect.kind === 'confirmed') sell(effect);
    else if (effect.kind === 'returned') giveBack(effect);
    else if (effect.kind === 'extended') extend(effect);
    else if (effect.kind === 'expired') {
      for (const holdId of effect.holdIds) expire(holdId, nowMs);
    } else if (effect.kind === 'blocks_changed') {
      for (const seatNo of effect.block) {
        if (owners.has(seatNo)) faults.push(`I2 seat ${seatNo} is blocked while somebody has it`);
        blocked.add(seatNo);
      }
      for (const seatNo of effect.release) blocked.delete(seatNo);
    }
  }

  function hold(effect: Effect & { kind: 'held' }): void {
    const { holdId, customerId, expiresAtMs } = effect;
    for (const seatNo of effect.seatNos) {
      const owner = owners.get(seatNo);
      if (owner !== undefined)
        faults.push(`I1 seat ${seatNo} goes to ${holdId}, ${owner.holdId} has it`);
      if (blocked.has(seatNo)) faults.push(`I2 seat ${seatNo} is held while it is blocked`);
      owners.set(seatNo, { holdId, customerId, expiresAtMs });
    }
    const own = [...owners.values()].filter((owner) => owner.customerId === customerId).length;
    if (own > ticketsPerCustomerMax) faults.push(`I9 ${customerId} has ${own} seats`);
  }

  function seatsOf(holdId: string): number[] {
    return [...owners].filter(([, owner]) => owner.holdId === holdId).map(([seatNo]) => seatNo);
  }

  function free(holdId: string, what: string): void {
    const seatNos = seatsOf(holdId);
    if (seatNos.length === 0) faults.push(`I1 ${holdId} is ${what}, but has no seats`);
    for (const seatNo of seatNos) {
      if (owners.get(seatNo)?.bookingId !== undefined) faults.push(`I1 sold ${seatNo} is ${what}`);
      owners.delete(seatNo);
    }
  }

  function expire(holdId: string, nowMs: number): void {
    const [first] = seatsOf(holdId);
    const owner = first === undefined ? undefined : owners.get(first);
    if (owner !== undefined && owner.expiresAtMs > nowMs) {
      faults.push(`I2 ${holdId} expires at ${nowMs}, before its end`);
    }
    free(holdId, 'expired');
  }

  function sell({ holdId, bookingId }: Effect & { kind: 'confirmed' }): void {
    const seatNos = seatsOf(holdId);
    if (seatNos.length === 0) faults.push(`I1 ${holdId} is sold, but has no seats`);
    for (const seatNo of seatNos) {
      const owner = owners.get(seatNo);
      if (owner?.bookingId !== undefined) faults.push(`I1 seat ${seatNo} is sold twice`);
      if (owner !== undefined) owners.set(seatNo, { ...owner, bookingId });
    }
  }

  function giveBack({ bookingId, seatNos }: Effect & { kind: 'returned' }): void {
    for (const seatNo of seatNos) {
      const owner = owners.get(seatNo)?.bookingId;
      if (owner !== bookingId) faults.push(`I1 ${bookingId} returns seat ${seatNo} of ${owner}`);
      owners.delete(seatNo);
    }
  }

  function extend({ holdId, expiresAtMs }: Effect & { kind: 'extended' }): void {
    for (const seatNo of seatsOf(holdId)) {
      const owner = owners.get(seatNo);
      if (owner !== undefined) owners.set(seatNo, { ...owner, expiresAtMs });
    }
  }
};
