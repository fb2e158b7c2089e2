import type { Performance } from '@ticketing/contracts';
import { useId } from 'react';
import { formatDayShort, localDay } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { isPickable } from './availability.ts';
import { eventMessages } from './messages.ts';
import { PerformanceCalendar } from './PerformanceCalendar.tsx';
import { PerformanceOption } from './PerformanceOption.tsx';

/** Up to this many fit a list; more need a calendar. */
const listMax = 6;

export interface PerformancePickerProps {
  readonly performances: readonly Performance[];
  readonly timeZone: string;
  readonly picked: Performance | undefined;
  readonly onPick: (performance: Performance) => void;
}

function Options({
  performances,
  timeZone,
  picked,
  onPick,
  legend,
  timeOnly,
}: PerformancePickerProps & { legend: string; timeOnly: boolean }) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={timeOnly ? 'mb-2 text-sm font-semibold text-quiet' : 'sr-only'}>
        {legend}
      </legend>
      <div className="grid gap-2">
        {performances.map((each) => (
          <PerformanceOption
            key={each.id}
            performance={each}
            timeZone={timeZone}
            checked={each.id === picked?.id}
            onPick={onPick}
            name={name}
            timeOnly={timeOnly}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** 회차 선택: a list where there are few, a calendar and the day's times where there are many. */
export function PerformancePicker(props: PerformancePickerProps) {
  const { performances, timeZone, picked, onPick } = props;
  const t = useMessages(eventMessages);
  const locale = useLocale();
  if (performances.length <= listMax || picked === undefined) {
    return <Options {...props} legend={t('choosePerformance')} timeOnly={false} />;
  }
  const day = localDay(picked.startsAt, timeZone);
  const onDay = performances.filter((each) => localDay(each.startsAt, timeZone) === day);
  const pickDay = (next: string) => {
    const there = performances.filter((each) => localDay(each.startsAt, timeZone) === next);
    const best = there.find((each) => each.saleState === 'on_sale') ?? there.find(isPickable);
    if (best !== undefined) onPick(best);
  };
  return (
    <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
      <PerformanceCalendar
        key={day.slice(0, 7)}
        performances={performances}
        timeZone={timeZone}
        day={day}
        onDay={pickDay}
      />
      <Options
        {...props}
        performances={onDay}
        legend={formatDayShort(picked.startsAt, timeZone, locale)}
        timeOnly
      />
    </div>
  );
}
