import type { EventSummary } from '@ticketing/contracts';
import { BellPlus } from 'lucide-react';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { downloadCalendarFile } from './calendar-file.ts';
import { catalogueMessages } from './messages.ts';

const minutesBefore = 10;
const openingMinutes = 30;

function useAlarm(event: EventSummary): () => void {
  const t = useMessages(catalogueMessages);
  const localized = useLocalized();
  return () => {
    const title = localized(event.title);
    const url = `${location.origin}/events/${event.id}`;
    downloadCalendarFile(
      {
        uid: `${event.id}-opening@ticketing`,
        title: t('alarmTitle', { title }),
        description: t('alarmBody', { title, url }),
        url,
        startsAt: event.saleOpensAt,
        durationMinutes: openingMinutes,
        alarmMinutesBefore: minutesBefore,
      },
      'opening.ics',
    );
  };
}

/** Puts the opening with an alarm into the visitor's own calendar: no account, nothing to keep open. */
export function AlarmIcon({ event }: { event: EventSummary }) {
  const t = useMessages(catalogueMessages);
  const localized = useLocalized();
  return (
    <IconButton
      label={t('addAlarmFor', { title: localized(event.title) })}
      onClick={useAlarm(event)}
    >
      <BellPlus aria-hidden="true" className="size-5" />
    </IconButton>
  );
}

/** The same as a button with words. */
export function AlarmButton({ event, label }: { event: EventSummary; label: string }) {
  const t = useMessages(catalogueMessages);
  return (
    <Button onClick={useAlarm(event)} title={t('addAlarm')}>
      <BellPlus aria-hidden="true" className="size-5" />
      {label}
    </Button>
  );
}
