import { useMessages } from '../../i18n/messages.ts';
import { useNow } from '../../ui/use-now.ts';
import { catalogueMessages } from './messages.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `3시간 12분 뒤 오픈`, from a day on `2일 뒤 오픈`. */
export function useTimeUntil(instant: string): string {
  const t = useMessages(catalogueMessages);
  const left = Date.parse(instant) - useNow(10_000);
  if (left <= 0) return t('opensNow');
  if (left >= dayMs) return t('daysLeft', { days: Math.floor(left / dayMs) });
  const minutes = Math.ceil(left / minuteMs);
  if (minutes < 60) return t('minutesLeft', { minutes });
  return t('hoursLeft', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
