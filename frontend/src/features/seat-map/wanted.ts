import type { Wanted } from './book-seats.ts';
import type { SeatMapModel } from './seat-map-model.ts';

/**
 * What to ask the server for. Places of one standing area are asked for by number, not by name: two
 * people who choose the lowest free ones at the same moment then both get theirs.
 */
export function wantedSeats(model: SeatMapModel, chosen: readonly number[]): Wanted {
  const section = model.sections[model.sectionOf[chosen[0] ?? -1] ?? -1];
  const level = model.plan.priceLevels[section?.level ?? -1];
  const isOnePool =
    section?.plan.kind === 'standing' &&
    chosen.every((seatNo) => model.sectionOf[seatNo] === section.index);
  if (!isOnePool || level === undefined) return { seatNos: [...chosen] };
  const sectionId = section.plan.id;
  return { best: { levelCode: level.code, quantity: chosen.length, sectionId } };
}
