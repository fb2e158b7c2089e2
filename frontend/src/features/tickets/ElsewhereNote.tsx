import type { Ticket } from '@ticketing/contracts';
import { useState } from 'react';
import { isProblem } from '../../api/problem.ts';
import { formatDateTimeShort } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { ticketMessages } from './messages.ts';
import type { DeviceKeyState } from './use-device-key.ts';

/** The ticket is on another device: what that means, and the way to bring it here while there is one. */
export function ElsewhereNote({ ticket, device }: { ticket: Ticket; device: DeviceKeyState }) {
  const t = useMessages(ticketMessages);
  const locale = useLocale();
  const [asking, setAsking] = useState(false);
  const changesLeft = ticket.device?.changesLeft ?? 0;
  const atLimit = changesLeft === 0 || isProblem(device.error, 'device_change_limit');
  if (atLimit) {
    return (
      <div role="alert">
        <h3 className="text-xl">{t('limitTitle')}</h3>
        <p className="mt-2">{t('limitBody', { booking: ticket.bookingId })}</p>
      </div>
    );
  }
  const day =
    ticket.device &&
    formatDateTimeShort(ticket.device.registeredAt, ticket.performance.timeZone, locale);
  // No notice on success: the code itself appears, and nothing may lie over it.
  const move = () => device.register({ onSuccess: () => setAsking(false) });
  return (
    <>
      <h3 className="text-xl">{t('elsewhereTitle')}</h3>
      <p>{t('elsewhereBody', { day: day ?? '' })}</p>
      <Button className="self-start" onClick={() => setAsking(true)}>
        {t('move')}
      </Button>
      <p className="text-sm text-quiet">{t('changesLeft', { count: changesLeft })}</p>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('moveTitle')}
        description={`${t('moveBody')} ${t('changesLeft', { count: changesLeft - 1 })}`}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('keep')}</Button>
            <Button tone="signal" busy={device.busy} onClick={move}>
              {t('moveConfirm')}
            </Button>
          </>
        }
      >
        <ErrorNote error={device.error} className="mt-4" />
      </Dialog>
    </>
  );
}
