import type { SearchReply } from '@ticketing/contracts';
import { Check } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { classNames } from '../../ui/class-names.ts';
import {
  categoryMessages,
  regionMessages,
  saleStateMessages,
} from '../catalogue/facet-messages.ts';
import { datePresets } from './date-presets.ts';
import { searchMessages } from './messages.ts';
import { categories, regions, type SearchState, saleStates } from './search-state.ts';
import { useFilterWords } from './use-filter-words.ts';

export interface FiltersProps {
  readonly state: SearchState;
  readonly facets: SearchReply['facets'] | undefined;
  /** Changes the address, and with it the search. */
  readonly onChange: (change: SearchState) => void;
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-t border-line py-4">
      <h2 id={id} className="mb-2 text-sm tracking-normal">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A filter is a link: it can be opened in a tab, shared and gone back from. Picking it again removes it. */
function Choice({
  to,
  active,
  count,
  children,
}: {
  to: SearchState;
  active: boolean;
  count?: number | undefined;
  children: string;
}) {
  return (
    <li>
      <Link
        to="/search"
        search={to}
        resetScroll={false}
        aria-current={active ? 'true' : undefined}
        className={classNames(
          'flex min-h-9 items-center justify-between gap-3 rounded-sm hover:underline hover:underline-offset-4',
          active ? 'font-bold' : count === 0 ? 'text-quiet' : '',
        )}
      >
        <span className="flex items-center gap-1.5">
          {active && <Check aria-hidden="true" className="size-4" />}
          {children}
        </span>
        {count !== undefined && <span className="figures text-sm text-quiet">{count}</span>}
      </Link>
    </li>
  );
}

type FacetKey = 'category' | 'region' | 'saleState';

function FacetGroup<Value extends string>({
  title,
  facet,
  values,
  name,
  state,
  facets,
}: {
  title: string;
  facet: FacetKey;
  values: readonly Value[];
  name: (value: Value) => string;
  state: SearchState;
  facets: SearchReply['facets'] | undefined;
}) {
  const { [facet]: chosen, page: _page, ...others } = state;
  const countOf = (value: string) =>
    facets?.[facet].find((each) => each.value === value)?.count ?? 0;
  // What would find nothing is left out, unless it is what was chosen.
  const shown = values.filter(
    (value) => facets === undefined || value === chosen || countOf(value) > 0,
  );
  if (shown.length === 0) return null;
  return (
    <Group title={title}>
      <ul>
        {shown.map((value) => (
          <Choice
            key={value}
            to={value === chosen ? others : { ...others, [facet]: value }}
            active={value === chosen}
            count={facets === undefined ? undefined : countOf(value)}
          >
            {name(value)}
          </Choice>
        ))}
      </ul>
    </Group>
  );
}

/** Steps in which Korean tickets are priced, in won. */
const priceSteps: readonly SearchState[] = [
  { priceMax: 30_000 },
  { priceMin: 30_000, priceMax: 70_000 },
  { priceMin: 70_000, priceMax: 120_000 },
  { priceMin: 120_000 },
];

function PriceGroup({ state }: { state: SearchState }) {
  const t = useMessages(searchMessages);
  const words = useFilterWords();
  const { priceMin, priceMax, page: _page, ...others } = state;
  return (
    <Group title={t('price')}>
      <ul>
        {priceSteps.map((step) => {
          const active = step.priceMin === priceMin && step.priceMax === priceMax;
          return (
            <Choice
              key={`${step.priceMin}-${step.priceMax}`}
              to={active ? others : { ...others, ...step }}
              active={active}
            >
              {words.price(step) ?? ''}
            </Choice>
          );
        })}
      </ul>
    </Group>
  );
}

function DateGroup({ state, onChange }: Pick<FiltersProps, 'state' | 'onChange'>) {
  const t = useMessages(searchMessages);
  const [presets] = useState(() => datePresets(Date.now()));
  const { from, to, page: _page, ...others } = state;
  const box =
    'min-h-11 w-full min-w-0 rounded-md border border-line-strong bg-raised px-2 text-sm figures';
  return (
    <Group title={t('date')}>
      <ul>
        {(['weekend', 'thisMonth', 'nextMonth'] as const).map((key) => {
          const range = presets[key];
          const active = range.from === from && range.to === to;
          return (
            <Choice key={key} to={active ? others : { ...others, ...range }} active={active}>
              {t(key)}
            </Choice>
          );
        })}
      </ul>
      <div className="mt-2 grid grid-cols-2 gap-2">
        <label className="text-xs text-quiet">
          {t('dateFrom')}
          <input
            type="date"
            value={from ?? ''}
            max={to}
            onChange={({ target }) => onChange({ ...state, from: target.value })}
            className={`${box} mt-1 text-ink`}
          />
        </label>
        <label className="text-xs text-quiet">
          {t('dateTo')}
          <input
            type="date"
            value={to ?? ''}
            min={from}
            onChange={({ target }) => onChange({ ...state, to: target.value })}
            className={`${box} mt-1 text-ink`}
          />
        </label>
      </div>
    </Group>
  );
}

/** All filters with the counts that each would leave. */
export function Filters({ state, facets, onChange }: FiltersProps) {
  const t = useMessages(searchMessages);
  const category = useMessages(categoryMessages);
  const region = useMessages(regionMessages);
  const saleState = useMessages(saleStateMessages);
  const shared = { state, facets };
  return (
    <div className="border-b border-line">
      <FacetGroup
        {...shared}
        title={t('saleState')}
        facet="saleState"
        values={saleStates}
        name={saleState}
      />
      <FacetGroup
        {...shared}
        title={t('category')}
        facet="category"
        values={categories}
        name={category}
      />
      <DateGroup state={state} onChange={onChange} />
      <FacetGroup {...shared} title={t('region')} facet="region" values={regions} name={region} />
      <PriceGroup state={state} />
    </div>
  );
}
