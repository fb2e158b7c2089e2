import type { SearchReply } from '@ticketing/contracts';
import { useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { categoryMessages, regionMessages } from '../catalogue/facet-messages.ts';
import { Poster } from '../posters/Poster.tsx';
import { type Category, categories, regions } from '../search/search-state.ts';
import { homeMessages } from './messages.ts';

type Facets = SearchReply['facets'] | undefined;

const countOf = (counts: readonly { value: string; count: number }[] | undefined, value: string) =>
  counts?.find((each) => each.value === value)?.count;

/** A picture for each genre, the same on every visit. */
const genreSeeds: Readonly<Record<Category, number>> = {
  concert: 40,
  musical: 6,
  play: 7,
  classical: 14,
  sports: 5,
  exhibition: 12,
  family: 3,
};

/** Genres as pictures with a name and how many events are on. */
export function Genres({ facets }: { facets: Facets }) {
  const t = useMessages(homeMessages);
  const category = useMessages(categoryMessages);
  return (
    <ul className="grid grid-cols-2 border-t border-line sm:grid-cols-3 lg:grid-cols-1">
      {categories.map((each) => {
        const count = countOf(facets?.category, each);
        return (
          <li key={each} className="border-b border-line">
            <Link
              to="/search"
              search={{ category: each }}
              className="group flex min-h-18 items-center gap-4 py-2"
            >
              <Poster
                subject={{
                  title: { ko: '', en: '' },
                  category: each,
                  posterSeed: genreSeeds[each],
                }}
                variant="square"
                decorative
                className="size-14 shrink-0 rounded-sm"
              />
              <span className="min-w-0 lg:flex lg:flex-1 lg:items-baseline lg:justify-between">
                <span className="block text-base font-bold tracking-tight group-hover:underline group-hover:underline-offset-4 lg:text-xl lg:font-extrabold">
                  {category(each)}
                </span>
                <span className="figures block text-sm text-quiet">
                  {facets === undefined ? '' : t('events', { count: count ?? 0 })}
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Regions with how many events are on. */
export function Regions({ facets }: { facets: Facets }) {
  const t = useMessages(homeMessages);
  const region = useMessages(regionMessages);
  return (
    <ul className="grid grid-cols-2 gap-x-6 border-t border-line sm:gap-x-8 lg:grid-cols-1">
      {regions.map((each) => {
        const count = countOf(facets?.region, each);
        return (
          <li key={each} className="border-b border-line">
            <Link
              to="/search"
              search={{ region: each }}
              className="group flex min-h-14 items-center justify-between gap-4 lg:min-h-[3.8rem]"
            >
              <span className="text-base font-semibold group-hover:underline group-hover:underline-offset-4">
                {region(each)}
              </span>
              <span className="figures text-sm text-quiet">
                {facets === undefined ? '' : t('eventCount', { count: count ?? 0 })}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
