import type { ByteReader, ByteWriter } from '@ticketing/inventory-client/bytes';
import type { Effect } from '../domain/commands.ts';

/**
 * The form of a journal row's effects: this version, then effect after effect, each led by its tag.
 * Rows are read for ever: a tag keeps its meaning and its fields; a change takes a new tag.
 */
const formatVersion = 1;
const tags = {
  held: 1,
  released: 2,
  confirmed: 3,
  returned: 4,
  expired: 5,
  /** Read alone: written before single seats and wheelchair places had rules. */
  terms_set_before_rules: 6,
  extended: 7,
  blocks_changed: 8,
  terms_set: 9,
} as const;

/** @param nowMs the row's clock; expiries are written as the distance to it. */
export function writeEffects(writer: ByteWriter, effects: readonly Effect[], nowMs: number): void {
  writer.uint(formatVersion);
  for (const effect of effects) {
    writer.uint(tags[effect.kind]);
    writeEffect(writer, effect, nowMs);
  }
}

function writeEffect(writer: ByteWriter, effect: Effect, nowMs: number): void {
  switch (effect.kind) {
    case 'held':
      writer.text(effect.holdId);
      writer.text(effect.customerId);
      writer.uints(effect.seatNos);
      writer.uint(effect.expiresAtMs - nowMs);
      break;
    case 'released':
      writer.text(effect.holdId);
      break;
    case 'confirmed':
      writer.text(effect.holdId);
      writer.text(effect.bookingId);
      break;
    case 'returned':
      writer.text(effect.bookingId);
      writer.text(effect.returnId);
      writer.uints(effect.seatNos);
      break;
    case 'expired':
      writer.uint(effect.holdIds.length);
      for (const holdId of effect.holdIds) writer.text(holdId);
      break;
    case 'terms_set':
      writer.uint(effect.revision);
      writer.uint(effect.ticketsPerCustomerMax);
      writer.uint(effect.closed ? 1 : 0);
      writer.uint(effect.preventSingleSeats ? 1 : 0);
      writer.optionalUint(effect.accessibleReleaseAtMs);
      break;
    case 'extended':
      writer.text(effect.holdId);
      writer.uint(effect.deferred ? 1 : 0);
      writer.uint(effect.expiresAtMs - nowMs);
      break;
    case 'blocks_changed':
      writer.text(effect.changeId);
      writer.uints(effect.block);
      writer.uints(effect.release);
      break;
  }
}

/**
 * Reads a row's effects, which reach up to the place `end`. Throws when the bytes are not what
 * `writeEffects` writes.
 */
export function readEffects(reader: ByteReader, end: number, nowMs: number): Effect[] {
  const version = reader.uint();
  if (version !== formatVersion) throw new RangeError(`journal format ${version} is not known`);
  const effects: Effect[] = [];
  while (reader.place() < end) effects.push(readEffect(reader, nowMs));
  if (reader.place() > end) throw new RangeError('the bytes end within an effect');
  return effects;
}

function readEffect(reader: ByteReader, nowMs: number): Effect {
  const tag = reader.uint();
  switch (tag) {
    case tags.held:
      return {
        kind: 'held',
        holdId: reader.text(),
        customerId: reader.text(),
        seatNos: reader.uints(),
        expiresAtMs: nowMs + reader.uint(),
      };
    case tags.released:
      return { kind: 'released', holdId: reader.text() };
    case tags.confirmed:
      return { kind: 'confirmed', holdId: reader.text(), bookingId: reader.text() };
    case tags.returned:
      return {
        kind: 'returned',
        bookingId: reader.text(),
        returnId: reader.text(),
        seatNos: reader.uints(),
      };
    case tags.expired: {
      const holdIds = Array.from({ length: reader.uint() }, () => reader.text());
      return { kind: 'expired', holdIds };
    }
    case tags.terms_set:
    case tags.terms_set_before_rules:
      return readTerms(reader, tag === tags.terms_set);
    case tags.extended:
      return {
        kind: 'extended',
        holdId: reader.text(),
        deferred: reader.uint() === 1,
        expiresAtMs: nowMs + reader.uint(),
      };
    case tags.blocks_changed:
      return {
        kind: 'blocks_changed',
        changeId: reader.text(),
        block: reader.uints(),
        release: reader.uints(),
      };
    default:
      throw new RangeError(`journal tag ${tag} is not known`);
  }
}

function readTerms(reader: ByteReader, hasRules: boolean): Effect {
  return {
    kind: 'terms_set',
    revision: reader.uint(),
    ticketsPerCustomerMax: reader.uint(),
    closed: reader.uint() === 1,
    preventSingleSeats: hasRules && reader.uint() === 1,
    accessibleReleaseAtMs: hasRules ? reader.optionalUint() : undefined,
  };
}
