import type { EventDetail, Performance } from '@ticketing/contracts';
import { formatDayShort, formatMoney, localDay } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { eventMessages } from './messages.ts';
import { daysBefore, type RefundRow, refundRows } from './refund-rows.ts';

/** A plain day, formatted as it stands in the calendar. */
const noon = (day: string) => `${day}T12:00:00Z`;

function useRowWords(currency: string) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  const when = ({ from, to }: RefundRow): string => {
    if (from === undefined) return to === 0 ? t('refundUpToDay') : t('refundUpTo', { days: to });
    if (from === to) return to === 0 ? t('refundDayOf') : t('refundOneDay', { days: to });
    return t('refundRange', { from, to });
  };
  const fee = ({ tier }: RefundRow): string => {
    if (tier === undefined) return t('refundNot');
    if (tier.flatMinor !== undefined && tier.flatMinor > 0) {
      const amount = formatMoney(tier.flatMinor, currency, locale);
      return tier.percentMax === undefined
        ? t('refundFlat', { amount })
        : t('refundFlatCapped', { amount, percent: tier.percentMax });
    }
    const percent = tier.percent ?? 0;
    return percent === 0 ? t('refundNone') : t('refundPercent', { percent });
  };
  /** The row's days on the calendar, counted back from `performanceDay`. */
  const days = ({ from, to }: RefundRow, performanceDay: string): string => {
    const last = formatDayShort(noon(daysBefore(performanceDay, to)), 'UTC', locale);
    if (from === undefined) return t('refundUntil', { day: last });
    if (from === to) return last;
    return `${formatDayShort(noon(daysBefore(performanceDay, from)), 'UTC', locale)} – ${last}`;
  };
  return { when, fee, days };
}

function Ladder({ event, picked }: { event: EventDetail; picked: Performance | undefined }) {
  const t = useMessages(eventMessages);
  const words = useRowWords(event.summary.currency);
  const policy = event.cancellationPolicy;
  const day = picked && localDay(picked.startsAt, event.venue.timeZone);
  const cell = 'border-t border-line py-3 pr-6 text-left align-top';
  return (
    <table className="figures w-full max-w-3xl border-collapse border-b border-line">
      <thead>
        <tr className="text-sm text-quiet">
          <th scope="col" className="py-2 pr-6 text-left font-normal">
            {t('refundWhen')}
          </th>
          <th scope="col" className="py-2 pr-6 text-left font-normal">
            {t('refundFee')}
          </th>
          {day !== undefined && (
            <th scope="col" className="py-2 text-left font-normal max-sm:hidden">
              {t('refundDeadline')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {policy.freeDaysAfterBooking > 0 && (
          <tr>
            <th scope="row" className={`${cell} font-semibold`}>
              {t('refundFreeRow', { days: policy.freeDaysAfterBooking })}
              <span className="block text-sm font-normal text-quiet">
                {t('refundFreeRowNote', { days: policy.freeNotWithinDaysBefore })}
              </span>
            </th>
            <td className={`${cell} font-semibold text-positive-text`}>{t('refundNone')}</td>
            {day !== undefined && <td className={`${cell} max-sm:hidden`} />}
          </tr>
        )}
        {refundRows(policy).map((row) => (
          <tr key={row.to}>
            <th scope="row" className={`${cell} font-semibold`}>
              {words.when(row)}
              {day !== undefined && (
                <span className="block text-sm font-normal text-quiet sm:hidden">
                  {words.days(row, day)}
                </span>
              )}
            </th>
            <td className={cell}>{words.fee(row)}</td>
            {day !== undefined && (
              <td className={`${cell} max-sm:hidden`}>{words.days(row, day)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** 취소/환불 안내: the event's own policy as a table, dated for the picked performance. */
export function RefundPanel({
  event,
  picked,
}: {
  event: EventDetail;
  picked: Performance | undefined;
}) {
  const t = useMessages(eventMessages);
  const { cutOffTime, cutOffTimeSaturday } = event.cancellationPolicy;
  return (
    <div className="page py-10">
      <p className="mb-6 max-w-prose">{t('refundIntro')}</p>
      <Ladder event={event} picked={picked} />
      <ul className="mt-6 max-w-prose list-disc space-y-1 pl-5 text-sm text-quiet">
        <li>{t('refundCutOff', { time: cutOffTime, saturday: cutOffTimeSaturday })}</li>
        <li>{t('refundBookingFee')}</li>
        <li>{t('refundOrganizer')}</li>
        <li>{t('refundHow')}</li>
      </ul>
    </div>
  );
}
