import type { SaleTerms } from '@ticketing/contracts';
import {
  type Catalogue,
  capacity,
  levelCodeOf,
  levelCodes,
  ticketsPerCustomerMax,
} from './catalogue.ts';
import type { World } from './world.ts';

type Wanted = { seatNos: number[] } | { best: { levelCode: string; quantity: number } };
/** What a customer asks for, and the total that the page shows for it; not everybody says one. */
export type Choice = Wanted & { readonly expectedTotalMinor?: number };

/** More seats at once than one may have, now and then; a page may be older than the prices. */
export function chooseSeats({ random }: World, catalogue: Catalogue): Choice {
  const wanted = chooseWanted({ random });
  if (random.chance(0.3)) return wanted;
  const shown = random.chance(0.7) ? catalogue.terms() : random.pick(catalogue.revisions);
  return { ...wanted, expectedTotalMinor: totalAt(shown, wanted) };
}

function chooseWanted({ random }: Pick<World, 'random'>): Wanted {
  const quantity = random.integer(1, ticketsPerCustomerMax + (random.chance(0.1) ? 1 : 0));
  if (random.chance(0.4)) return { best: { levelCode: random.pick(levelCodes), quantity } };
  const first = random.integer(0, capacity - quantity);
  return { seatNos: Array.from({ length: quantity }, (_, place) => first + place) };
}

function totalAt({ priceLevels }: SaleTerms, wanted: Wanted): number {
  const codes =
    'best' in wanted
      ? Array.from({ length: wanted.best.quantity }, () => wanted.best.levelCode)
      : wanted.seatNos.map(levelCodeOf);
  const priceOf = (code: string) => priceLevels.find((level) => level.code === code)?.priceMinor;
  return codes.reduce((total, code) => total + (priceOf(code) ?? 0), 0);
}
