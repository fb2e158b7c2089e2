import type { Ticket } from '@ticketing/contracts';
import { Maximize2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { isProblem } from '../../api/problem.ts';
import { formatDateTimeShort } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { useOnline } from '../../layout/OfflineBar.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { ElsewhereNote } from './ElsewhereNote.tsx';
import { ticketMessages } from './messages.ts';
import { CodeCountdown, QrCode } from './QrCode.tsx';
import type { DeviceKeyState } from './use-device-key.ts';
import type { TicketCode } from './use-ticket-code.ts';

/** A block of words as large as the code would be, so that nothing jumps when it comes. */
const Words = ({ children }: { children: ReactNode }) => (
  <div className="flex min-h-80 flex-col justify-center gap-4 p-5">{children}</div>
);

/** `입장 완료`, set as a rubber stamp would. */
const Stamp = ({ word, note, colour }: { word: string; note?: string; colour: string }) => (
  <div className="flex min-h-80 flex-col items-center justify-center gap-4 p-5 text-center">
    <p
      className={`-rotate-8 rounded-md border-4 px-6 py-3 text-4xl font-extrabold tracking-title ${colour}`}
    >
      {word}
    </p>
    {note !== undefined && <p className="figures font-semibold">{note}</p>}
  </div>
);

function Spent({ ticket }: { ticket: Ticket }) {
  const t = useMessages(ticketMessages);
  const locale = useLocale();
  if (ticket.state === 'cancelled') {
    return (
      <Stamp
        word={t('cancelled')}
        note={t('cancelledBody')}
        colour="border-signal-text text-signal-text"
      />
    );
  }
  const { timeZone } = ticket.performance;
  const when = ticket.usedAt && formatDateTimeShort(ticket.usedAt, timeZone, locale);
  return (
    <Stamp
      word={t('used')}
      {...(when !== undefined && { note: t('usedAt', { when }) })}
      colour="border-positive-text text-positive-text"
    />
  );
}

/** Why there is no code to show, and what to do about it. */
function Without({ ticket, device }: { ticket: Ticket; device: DeviceKeyState }) {
  const t = useMessages(ticketMessages);
  const online = useOnline();
  if (device.binding === 'elsewhere') return <ElsewhereNote ticket={ticket} device={device} />;
  if (device.error !== null && isProblem(device.error, 'state_conflict', 'ticket_not_found')) {
    return <ErrorNote error={device.error} />;
  }
  if (!online || isProblem(device.error, 'offline')) {
    return (
      <>
        <h3 className="text-xl">{t('bindOffline')}</h3>
        <p>{t('bindOfflineBody')}</p>
      </>
    );
  }
  if (device.error instanceof DOMException || device.error instanceof TypeError) {
    return (
      <div role="alert">
        <h3 className="text-xl">{t('unsupportedTitle')}</h3>
        <p className="mt-2">{t('unsupportedBody')}</p>
      </div>
    );
  }
  return (
    <>
      <ErrorNote error={device.error} />
      <Button className="self-start" busy={device.busy} onClick={() => device.register()}>
        {t('register')}
      </Button>
    </>
  );
}

/** The white half of the stub: the code, or the reason why there is none. */
export function StubBody({
  ticket,
  device,
  code,
  secondsLeft,
  ringColour,
  onEnlarge,
}: {
  ticket: Ticket;
  device: DeviceKeyState;
  code: TicketCode | undefined;
  secondsLeft: number;
  ringColour: string;
  onEnlarge: () => void;
}) {
  const t = useMessages(ticketMessages);
  if (ticket.state !== 'valid') return <Spent ticket={ticket} />;
  const onItsWay = device.binding === undefined || device.busy || device.key !== undefined;
  const willBind = device.binding === 'unbound' && device.error === null && navigator.onLine;
  if (!onItsWay && !willBind) {
    return (
      <Words>
        <Without ticket={ticket} device={device} />
      </Words>
    );
  }
  return (
    <>
      <QrCode
        code={code}
        secondsLeft={secondsLeft}
        timeZone={ticket.performance.timeZone}
        ringColour={ringColour}
      />
      <div className="flex items-center justify-between gap-2 py-2 pr-1 pl-3">
        <CodeCountdown secondsLeft={secondsLeft} />
        <Button tone="quiet" size="small" disabled={code === undefined} onClick={onEnlarge}>
          <Maximize2 aria-hidden="true" className="size-4" />
          {t('enlarge')}
        </Button>
      </div>
    </>
  );
}
