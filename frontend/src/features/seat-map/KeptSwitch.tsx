import { Accessibility } from 'lucide-react';
import { formatDateTimeShort } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { seatMessages } from './messages.ts';
import type { KeptSeats } from './use-kept-seats.ts';

export interface KeptSwitchProps {
  readonly kept: KeptSeats;
  readonly timeZone: string;
  /** When kept seats are sold to everybody; never, when absent. */
  readonly releaseAt: string | undefined;
  readonly onChange: (needed: boolean) => void;
}

/** 휠체어석이 필요해요: what the marks on the map mean, and the switch that lets kept seats be chosen. */
export function KeptSwitch({ kept, timeZone, releaseAt, onChange }: KeptSwitchProps) {
  const t = useMessages(seatMessages);
  const locale = useLocale();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 sm:px-6">
      <label className="flex min-h-11 cursor-pointer items-center gap-3 font-semibold">
        <input
          type="checkbox"
          role="switch"
          checked={kept.needed}
          aria-checked={kept.needed}
          onChange={({ target }) => onChange(target.checked)}
          className="size-5 shrink-0 accent-ink"
        />
        <Accessibility aria-hidden="true" className="size-5" />
        {t('needWheelchair')}
      </label>
      <p className="text-sm text-quiet">
        {t('keptLegend')}{' '}
        {releaseAt !== undefined &&
          t('keptUntil', { when: formatDateTimeShort(releaseAt, timeZone, locale) })}
      </p>
    </div>
  );
}
