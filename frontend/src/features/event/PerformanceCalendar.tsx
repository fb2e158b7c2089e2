import type { Performance } from '@ticketing/contracts';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { formatDayShort, formatMonth, formatWeekday, localDay } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { isPickable } from './availability.ts';
import { eventMessages } from './messages.ts';
import { type GridDay, monthGrid, shiftMonth } from './month-grid.ts';

/** A plain day as an instant that formats to that day in UTC. */
const noon = (day: string) => `${day}T12:00:00Z`;
/** Any week will do to name the weekdays; this one begins on a Sunday. */
const weekdays = Array.from(
  { length: 7 },
  (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`,
);

function DayCell({
  cell,
  count,
  pickable,
  picked,
  onPick,
}: {
  cell: GridDay;
  count: number;
  pickable: number;
  picked: boolean;
  onPick: () => void;
}) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  if (!cell.inMonth) return <td />;
  const day = formatDayShort(noon(cell.day), 'UTC', locale);
  if (count === 0) {
    return <td className="figures h-11 text-center text-quiet sm:h-12">{cell.dayOfMonth}</td>;
  }
  return (
    <td className="p-0.5">
      <button
        type="button"
        disabled={pickable === 0}
        aria-pressed={picked}
        onClick={onPick}
        className={classNames(
          'figures flex h-11 w-full flex-col items-center justify-center rounded-md font-bold transition-colors sm:h-12',
          picked ? 'bg-ink text-paper' : 'bg-sunken hover:bg-line',
          pickable === 0 && 'text-quiet line-through hover:bg-sunken',
        )}
      >
        <span aria-hidden="true">{cell.dayOfMonth}</span>
        <span className="sr-only">
          {pickable === 0 ? t('dayGone', { day }) : t('performancesOn', { day, count: pickable })}
        </span>
      </button>
    </td>
  );
}

export interface PerformanceCalendarProps {
  readonly performances: readonly Performance[];
  readonly timeZone: string;
  /** The day that is picked, `2026-07-03`. */
  readonly day: string;
  readonly onDay: (day: string) => void;
}

/** A month at a time; only days with performances can be pressed. */
export function PerformanceCalendar({
  performances,
  timeZone,
  day,
  onDay,
}: PerformanceCalendarProps) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  const [month, setMonth] = useState(day.slice(0, 7));
  const byDay = Map.groupBy(performances, (each) => localDay(each.startsAt, timeZone));
  const days = [...byDay.keys()].sort();
  const first = days[0]?.slice(0, 7) ?? month;
  const last = days.at(-1)?.slice(0, 7) ?? month;
  return (
    <div>
      <div className="flex items-center justify-between">
        <IconButton
          label={t('previousMonth')}
          disabled={month <= first}
          onClick={() => setMonth(shiftMonth(month, -1))}
          className="disabled:opacity-30"
        >
          <ChevronLeft aria-hidden="true" className="size-5" />
        </IconButton>
        <p aria-live="polite" className="figures font-bold">
          {formatMonth(noon(`${month}-01`), 'UTC', locale)}
        </p>
        <IconButton
          label={t('nextMonth')}
          disabled={month >= last}
          onClick={() => setMonth(shiftMonth(month, 1))}
          className="disabled:opacity-30"
        >
          <ChevronRight aria-hidden="true" className="size-5" />
        </IconButton>
      </div>
      <table className="mt-2 w-full table-fixed border-collapse">
        <thead>
          <tr>
            {weekdays.map((each) => (
              <th key={each} scope="col" className="h-8 text-xs font-semibold text-quiet">
                {formatWeekday(noon(each), 'UTC', locale)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthGrid(month).map((week) => (
            <tr key={week[0]?.day}>
              {week.map((cell) => {
                const onDayThere = byDay.get(cell.day) ?? [];
                return (
                  <DayCell
                    key={cell.day}
                    cell={cell}
                    count={onDayThere.length}
                    pickable={onDayThere.filter(isPickable).length}
                    picked={cell.day === day}
                    onPick={() => onDay(cell.day)}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
