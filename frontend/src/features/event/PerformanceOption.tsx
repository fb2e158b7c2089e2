import type { Performance } from '@ticketing/contracts';
import { useId } from 'react';
import { formatDateTimeShort, formatTime } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { classNames } from '../../ui/class-names.ts';
import { saleStateMessages } from '../catalogue/facet-messages.ts';
import { availabilityOf, isPickable } from './availability.ts';
import { eventMessages } from './messages.ts';

/** `여유`, `12석 남음`, `매진`: how a performance stands, in a word. */
function AvailabilityWord({ performance }: { performance: Performance }) {
  const t = useMessages(eventMessages);
  const state = useMessages(saleStateMessages);
  const availability = availabilityOf(performance, Date.now());
  if (availability.kind === 'few') {
    return (
      <span className="font-semibold text-warning-text">
        {t('seatsFew', { count: availability.count })}
      </span>
    );
  }
  if (availability.kind === 'many') return <span>{t('seatsMany')}</span>;
  if (availability.kind === 'only_kept') return <span>{t('onlyKept')}</span>;
  if (availability.kind === 'sold_out') return <span>{t('soldOut')}</span>;
  return <span>{availability.kind === 'unknown' ? '' : state(performance.saleState)}</span>;
}

export interface PerformanceOptionProps {
  readonly performance: Performance;
  readonly timeZone: string;
  readonly checked: boolean;
  readonly onPick: (performance: Performance) => void;
  /** Radio buttons of one choice share a name. */
  readonly name: string;
  /** Leaves the day out, where the calendar has said it already. */
  readonly timeOnly?: boolean;
}

/** One performance to pick: a native radio button in the shape of a row. */
export function PerformanceOption({
  performance,
  timeZone,
  checked,
  onPick,
  name,
  timeOnly = false,
}: PerformanceOptionProps) {
  const locale = useLocale();
  const localized = useLocalized();
  const id = useId();
  const gone = !isPickable(performance);
  return (
    <div className="relative">
      <input
        id={id}
        type="radio"
        name={name}
        checked={checked}
        disabled={gone}
        onChange={() => onPick(performance)}
        className="peer absolute inset-0 size-full cursor-pointer appearance-none rounded-md disabled:cursor-not-allowed"
      />
      <label
        htmlFor={id}
        className={classNames(
          'figures pointer-events-none relative flex min-h-14 items-center justify-between gap-4 rounded-md border border-line px-4 py-2 transition-colors peer-checked:border-ink peer-checked:bg-raised peer-checked:inset-ring peer-checked:inset-ring-ink',
          gone ? 'text-quiet' : 'peer-hover:border-line-strong',
        )}
      >
        <span className="min-w-0">
          <span className="font-bold">
            {(timeOnly ? formatTime : formatDateTimeShort)(performance.startsAt, timeZone, locale)}
          </span>
          {performance.note !== undefined && (
            <span className="block truncate text-sm text-quiet">{localized(performance.note)}</span>
          )}
        </span>
        <span className="shrink-0 text-sm text-quiet">
          <AvailabilityWord performance={performance} />
        </span>
      </label>
    </div>
  );
}
