import type { EventDetail } from '@ticketing/contracts';
import { formatNumber } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { DocumentTitle } from '../../ui/PageTitle.tsx';
import { MovingLine } from './MovingLine.tsx';
import { waitingMessages } from './messages.ts';
import type { Line } from './use-line.ts';
import { estimateWait } from './waiting-estimate.ts';

type Waiting = Extract<Line, { kind: 'waiting' }>;

function useEstimateText() {
  const t = useMessages(waitingMessages);
  return ({ ahead, rates }: Waiting): string => {
    const estimate = estimateWait(ahead ?? 0, rates);
    if (estimate === undefined) return t('estimateNone');
    const { fromMinutes: from, toMinutes: to } = estimate;
    if (to <= 1) return t('estimateSoon');
    return from === 0 || from === to ? t('estimateUpTo', { to }) : t('estimateRange', { from, to });
  };
}

function Remaining({ line, event }: { line: Waiting; event: EventDetail | undefined }) {
  const t = useMessages(waitingMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const levels = line.status?.remainingByLevel;
  const count = (left: number) =>
    left === 0 ? t('none') : t('seats', { count: formatNumber(left, locale) });
  if (levels === undefined || levels.length === 0) {
    const all = line.status?.remaining;
    return all === undefined ? null : count(all);
  }
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1">
      {levels.map(({ code, available }) => {
        const name = event?.priceLevels.find((level) => level.code === code)?.name;
        return (
          <li key={code} className={available === 0 ? 'text-quiet' : undefined}>
            {name === undefined ? code : localized(name)} <strong>{count(available)}</strong>
          </li>
        );
      })}
    </ul>
  );
}

/** One number, very large, and below it the truth about the wait. */
export function LineView({ line, event }: { line: Waiting; event: EventDetail | undefined }) {
  const t = useMessages(waitingMessages);
  const locale = useLocale();
  const estimate = useEstimateText()(line);
  const { ahead, status, position } = line;
  const shown = ahead === undefined ? '–' : formatNumber(ahead, locale);
  const behind = status === undefined ? undefined : Math.max(0, status.issued - position);
  const remaining = status?.remaining;
  const isScarce = ahead !== undefined && remaining !== undefined && ahead > remaining;
  const rate = formatNumber(Math.round(status?.ratePerMinute ?? 0), locale);
  // Korean counts people with a word behind the number; other languages do without.
  const unit = t('people');
  return (
    <>
      {ahead !== undefined && <DocumentTitle title={t('tab', { count: shown })} />}
      <p className="mt-8 text-lg font-semibold sm:mt-12">{t(ahead === 0 ? 'yourTurn' : 'ahead')}</p>
      <p
        role="status"
        className="figures text-[clamp(4.5rem,23vw,15rem)] leading-none font-extrabold tracking-[-0.05em]"
      >
        {shown}
        {unit !== '' && (
          <span className="ml-2 text-[0.22em] font-bold tracking-title text-quiet">{unit}</span>
        )}
      </p>
      <div className="mt-6 mb-8">
        <MovingLine />
      </div>
      <dl className="figures grid gap-x-10 gap-y-6 sm:grid-cols-[auto_auto_1fr]">
        <div>
          <dt className="text-sm text-quiet">{t('labelEstimate')}</dt>
          <dd className="text-xl font-bold">{status === undefined ? '–' : estimate}</dd>
        </div>
        {behind !== undefined && (
          <div>
            <dt className="text-sm text-quiet">{t('labelBehind')}</dt>
            <dd className="text-xl font-bold">
              {formatNumber(behind, locale)}
              {unit}
            </dd>
          </div>
        )}
        {remaining !== undefined && (
          <div>
            <dt className="text-sm text-quiet">{t('labelRemaining')}</dt>
            <dd className="text-lg">
              <Remaining line={line} event={event} />
            </dd>
          </div>
        )}
      </dl>
      {isScarce && (
        <p className="mt-6 border-l-4 border-warning py-1 pl-4 font-semibold">{t('scarce')}</p>
      )}
      <p className="mt-8 max-w-prose">{t('keep')}</p>
      {(status?.ratePerMinute ?? 0) > 0 && (
        <p className="figures mt-2 text-sm text-quiet">{t('estimateWhy', { rate })}</p>
      )}
    </>
  );
}
