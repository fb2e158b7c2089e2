import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { keptNames } from './kept-mark.ts';
import { LevelMark } from './LevelMark.tsx';
import { seatMessages } from './messages.ts';
import { QuantityStepper } from './QuantityStepper.tsx';
import type { LiveSeats } from './seat-feed.ts';
import { keptFor, type MapSection, type PlanSection, type SeatMapModel } from './seat-map-model.ts';
import { useSeatWords } from './seat-words.ts';
import { useSeatRevision } from './use-live-seats.ts';

export interface SeatListProps {
  readonly model: SeatMapModel;
  readonly live: LiveSeats;
  readonly chosen: readonly number[];
  readonly suggested: readonly number[];
  readonly keptOpen: boolean;
  /** Only sections and rows with seats of this level; -1 for all. */
  readonly emphasis: number;
  readonly max: number;
  readonly onSeat: (seatNo: number) => void;
  readonly onQuantity: (section: MapSection, quantity: number) => void;
}

type Row = PlanSection['rows'][number];

const seatNosIn = (row: Row): number[] =>
  Array.from({ length: row.count }, (_, index) => row.seatNo + index);

/** Whether this customer may choose the seat. */
const isOffered = (
  { live, model, keptOpen }: Pick<SeatListProps, 'live' | 'model' | 'keptOpen'>,
  seatNo: number,
): boolean => live.isFree(seatNo) && (keptOpen || model.keptOf[seatNo] === keptFor.nobody);

function Disclosure({
  title,
  aside,
  level,
  children,
}: {
  title: string;
  aside: string;
  level: 3 | 4;
  children: () => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const Heading = `h${level}` as const;
  return (
    <li className="border-t border-line">
      <Heading className="text-base">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className={`figures flex min-h-12 w-full items-center gap-3 px-4 py-2 text-left hover:bg-sunken sm:px-6 ${level === 4 ? 'pl-8 font-semibold sm:pl-12' : 'font-bold'}`}
        >
          <ChevronDown
            aria-hidden="true"
            className={`size-4 shrink-0 transition-transform ${open ? 'rotate-180' : ''}`}
          />
          <span className="flex-1">{title}</span>
          <span className="text-sm font-normal text-quiet">{aside}</span>
        </button>
      </Heading>
      {open && children()}
    </li>
  );
}

function RowSeats({ row, name, ...props }: { row: Row; name: string } & SeatListProps) {
  const { model, chosen, suggested, onSeat } = props;
  const t = useMessages(seatMessages);
  const words = useSeatWords(model);
  const shown = seatNosIn(row).filter(
    (seatNo) => isOffered(props, seatNo) || chosen.includes(seatNo),
  );
  if (shown.length === 0)
    return <p className="px-12 pb-4 text-sm text-quiet">{t('nothingFree')}</p>;
  return (
    <fieldset className="px-8 pb-4 sm:px-12">
      <legend className="sr-only">{name}</legend>
      <div className="flex flex-wrap gap-2">
        {shown.map((seatNo) => {
          const number = row.first + (seatNo - row.seatNo) * row.numberStep;
          const kind = keptNames[model.keptOf[seatNo] ?? keptFor.nobody];
          const name = kind === undefined ? words(seatNo) : `${words(seatNo)} (${t(kind)})`;
          const isSuggested = suggested.includes(seatNo);
          return (
            <label
              key={seatNo}
              className={`figures relative inline-flex min-h-11 min-w-11 cursor-pointer items-center justify-center gap-1 rounded-md ${isSuggested ? 'border-3 border-dotted border-white' : 'border border-line-strong'} px-2 font-semibold has-checked:border-white has-checked:bg-white has-checked:text-black has-focus-visible:outline-2 has-focus-visible:outline-offset-2`}
            >
              <input
                type="checkbox"
                checked={chosen.includes(seatNo)}
                onChange={() => onSeat(seatNo)}
                aria-label={isSuggested ? `${name} (${t('suggested')})` : name}
                className="absolute inset-0 cursor-pointer appearance-none opacity-0"
              />
              <span aria-hidden="true">{number}</span>
              {kind !== undefined && (
                <span aria-hidden="true" className="text-xs">
                  {t(kind)}
                </span>
              )}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function SectionRows({ section, ...props }: { section: MapSection } & SeatListProps) {
  const { model, emphasis } = props;
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const freeIn = (row: Row) => seatNosIn(row).filter((seatNo) => isOffered(props, seatNo)).length;
  const rows = section.plan.rows.filter(({ level }) => emphasis < 0 || level === emphasis);
  return (
    <ul>
      {rows.map((row) => {
        const level = model.plan.priceLevels[row.level];
        const name = t('row', { row: row.label });
        const price = level && formatMoney(level.priceMinor, model.plan.currency, locale);
        const title = level === undefined ? name : `${name} · ${localized(level.name)} ${price}`;
        return (
          <Disclosure
            key={row.seatNo}
            level={4}
            title={title}
            aside={t('sectionLeft', { count: freeIn(row) })}
          >
            {() => <RowSeats row={row} name={name} {...props} />}
          </Disclosure>
        );
      })}
    </ul>
  );
}

/** The whole hall as native controls: sections, rows, seats, each opened on demand. */
export function SeatList(props: SeatListProps) {
  const { model, live, emphasis, chosen } = props;
  useSeatRevision(live);
  const t = useMessages(seatMessages);
  const localized = useLocalized();
  const sections = model.sections.filter(
    ({ plan, level }) =>
      emphasis < 0 || level === emphasis || plan.rows.some((row) => row.level === emphasis),
  );
  const titleOf = ({ plan }: MapSection) =>
    plan.floor === undefined
      ? localized(plan.name)
      : `${localized(plan.floor)} ${localized(plan.name)}`;
  return (
    <section aria-labelledby="seat-list" className="h-full overflow-y-auto overscroll-contain">
      <h2 id="seat-list" className="px-4 pt-4 text-lg sm:px-6">
        {t('listTitle')}
      </h2>
      <p className="px-4 pb-4 text-sm text-quiet sm:px-6">{t('listHint')}</p>
      <ul className="border-b border-line">
        {sections.map((section) => {
          const { plan, index } = section;
          const free = live.freeBySection[index] ?? 0;
          if (plan.kind === 'seated') {
            return (
              <Disclosure
                key={plan.id}
                level={3}
                title={titleOf(section)}
                aside={t('sectionLeft', { count: free })}
              >
                {() => <SectionRows section={section} {...props} />}
              </Disclosure>
            );
          }
          const inPool = chosen.filter((seatNo) => model.sectionOf[seatNo] === index).length;
          return (
            <li
              key={plan.id}
              className="flex items-center gap-3 border-t border-line px-4 py-2 sm:px-6"
            >
              <LevelMark level={section.level} />
              <h3 className="flex-1 text-base">{titleOf(section)}</h3>
              <span className="figures text-sm text-quiet">
                {t('sectionLeft', { count: free })}
              </span>
              <QuantityStepper
                name={localized(plan.name)}
                value={inPool}
                max={Math.min(free, props.max)}
                onChange={(quantity) => props.onQuantity(section, quantity)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
