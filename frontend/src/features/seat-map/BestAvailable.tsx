import { useState } from 'react';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Field.tsx';
import { seatMessages } from './messages.ts';
import type { LiveSeats } from './seat-feed.ts';
import type { SeatMapModel } from './seat-map-model.ts';

export interface BestAvailableProps {
  readonly model: SeatMapModel;
  readonly live: LiveSeats;
  readonly max: number;
  readonly busy: boolean;
  readonly onBook: (levelCode: string, quantity: number) => void;
}

/** The quickest way to good seats: a level, a number, and the system picks neighbours. */
export function BestAvailable({ model, live, max, busy, onBook }: BestAvailableProps) {
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const levels = model.plan.priceLevels
    .map((level, index) => ({ ...level, free: live.freeByLevel[index] ?? 0 }))
    .filter(({ free }) => free > 0);
  const [wantedLevel, setLevel] = useState<string>();
  const [quantity, setQuantity] = useState(Math.min(2, max));
  const level = levels.find(({ code }) => code === wantedLevel) ?? levels[0];
  if (level === undefined) return null;
  const quantities = Array.from({ length: max }, (_, index) => index + 1);
  return (
    <section aria-labelledby="best-available" className="border-t border-line pt-4">
      <h3 id="best-available" className="text-base">
        {t('bestTitle')}
      </h3>
      <p className="text-sm text-quiet">{t('bestHint')}</p>
      <div className="mt-3 grid grid-cols-[1fr_6.5rem] gap-2">
        <Select
          compact
          label={t('bestLevel')}
          value={level.code}
          onChange={({ target }) => setLevel(target.value)}
          options={levels.map(({ code, name, priceMinor }) => ({
            value: code,
            label: `${localized(name)} ${formatMoney(priceMinor, model.plan.currency, locale)}`,
          }))}
        />
        <Select
          compact
          label={t('bestQuantity')}
          value={String(quantity)}
          onChange={({ target }) => setQuantity(Number(target.value))}
          options={quantities.map((count) => ({
            value: String(count),
            label: t('quantity', { count }),
          }))}
        />
      </div>
      <Button wide busy={busy} className="mt-3" onClick={() => onBook(level.code, quantity)}>
        {t('bestBook')}
      </Button>
    </section>
  );
}
