import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ticketMessages } from './messages.ts';
import { CodeCountdown, QrCode } from './QrCode.tsx';
import type { TicketCode } from './use-ticket-code.ts';

/** The code alone on a white screen: as bright and as large as the device gives. Escape closes it. */
export function FullScreenCode({
  code,
  secondsLeft,
  timeZone,
  seat,
  onClose,
}: {
  code: TicketCode | undefined;
  secondsLeft: number;
  timeZone: string;
  seat: string;
  onClose: () => void;
}) {
  const t = useMessages(ticketMessages);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      data-theme="light"
      aria-label={t('fullScreen')}
      onClose={onClose}
      className="fixed inset-0 m-0 h-dvh max-h-none w-screen max-w-none bg-white p-0 text-black"
    >
      <div className="flex h-full flex-col items-center justify-center gap-4 p-2">
        <IconButton
          label={t('close')}
          onClick={() => dialog.current?.close()}
          className="absolute top-2 right-2"
        >
          <X aria-hidden="true" className="size-6" />
        </IconButton>
        <p className="px-12 text-center text-xl font-extrabold tracking-title">{seat}</p>
        <div className="w-[min(100%,calc(100dvh-11rem))]">
          <QrCode code={code} secondsLeft={secondsLeft} timeZone={timeZone} ringColour="#131316" />
        </div>
        <CodeCountdown secondsLeft={secondsLeft} />
        <p className="text-sm">{t('brightness')}</p>
      </div>
    </dialog>
  );
}
