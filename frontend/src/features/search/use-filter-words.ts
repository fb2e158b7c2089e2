import { formatDayShort, formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import {
  categoryMessages,
  regionMessages,
  saleStateMessages,
} from '../catalogue/facet-messages.ts';
import { searchMessages } from './messages.ts';
import type { SearchState } from './search-state.ts';

/** Prices in lists are in won; a catalogue in another currency would sort among them by its figure. */
const listCurrency = 'KRW';

export interface AppliedFilter {
  readonly name: string;
  /** The search without it. */
  readonly without: SearchState;
}

const omit = (state: SearchState, ...keys: readonly (keyof SearchState)[]): SearchState =>
  Object.fromEntries(
    Object.entries(state).filter(([key]) => key !== 'page' && !keys.some((each) => each === key)),
  );

/** Words for price and date ranges and for all filters that are set. */
export function useFilterWords() {
  const t = useMessages(searchMessages);
  const category = useMessages(categoryMessages);
  const region = useMessages(regionMessages);
  const saleState = useMessages(saleStateMessages);
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, listCurrency, locale);
  const day = (value: string) => formatDayShort(`${value}T12:00:00Z`, 'UTC', locale);

  const price = ({ priceMin, priceMax }: SearchState): string | undefined => {
    if (priceMin !== undefined && priceMax !== undefined) {
      return t('priceBetween', { low: money(priceMin), high: money(priceMax) });
    }
    if (priceMax !== undefined) return t('priceBelow', { high: money(priceMax) });
    return priceMin === undefined ? undefined : t('priceAbove', { low: money(priceMin) });
  };
  const dates = ({ from, to }: SearchState): string | undefined => {
    if (from !== undefined && to !== undefined) {
      return t('dateBetween', { from: day(from), to: day(to) });
    }
    if (from !== undefined) return t('dateSince', { from: day(from) });
    return to === undefined ? undefined : t('dateUntil', { to: day(to) });
  };
  const applied = (state: SearchState): readonly AppliedFilter[] => {
    const priceName = price(state);
    const datesName = dates(state);
    return [
      state.category && { name: category(state.category), without: omit(state, 'category') },
      state.region && { name: region(state.region), without: omit(state, 'region') },
      state.saleState && { name: saleState(state.saleState), without: omit(state, 'saleState') },
      datesName !== undefined && { name: datesName, without: omit(state, 'from', 'to') },
      priceName !== undefined && { name: priceName, without: omit(state, 'priceMin', 'priceMax') },
    ].filter((each) => typeof each === 'object');
  };
  return { price, applied };
}

/** The search with its words and order, but without any filter. */
export const withoutFilters = (state: SearchState): SearchState =>
  omit(state, 'category', 'region', 'saleState', 'from', 'to', 'priceMin', 'priceMax');
