import { ticketSlotSeconds } from '@ticketing/contracts/codecs/ticket-payload';
import { useMemo } from 'react';
import { formatClock } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.ts';
import { ticketMessages } from './messages.ts';
import { qrPath } from './qr-path.ts';
import { slotStart } from './server-clock.ts';
import type { TicketCode } from './use-ticket-code.ts';

/** Modules of a code with its quiet zone, before the first one is there: 41 of version 6, and 8. */
const usualSize = 49;
/** Room for the ring outside the quiet zone, in modules. */
const ringRoom = 2;

/**
 * The code on white with its quiet zone, and around it the ring that empties within the minute. Always
 * black on white, in dark too: readers at the gate count on it.
 */
export function QrCode({
  code,
  secondsLeft,
  timeZone,
  ringColour,
}: {
  code: TicketCode | undefined;
  secondsLeft: number;
  timeZone: string;
  ringColour: string;
}) {
  const t = useMessages(ticketMessages);
  const drawn = useMemo(() => (code === undefined ? undefined : qrPath(code.text)), [code]);
  const size = (drawn?.size ?? usualSize) + ringRoom * 2;
  const name =
    code === undefined
      ? t('makingCode')
      : t('codeName', { clock: formatClock(slotStart(code.slot), timeZone) });
  const ring = { x: 1, y: 1, width: size - 2, height: size - 2, rx: 2.5, fill: 'none' } as const;
  return (
    <svg
      role="img"
      aria-label={name}
      data-slot={code?.slot}
      viewBox={`0 0 ${size} ${size}`}
      className="block aspect-square w-full"
    >
      <rect width={size} height={size} fill="#fff" />
      <rect {...ring} stroke="#131316" strokeOpacity={0.12} strokeWidth={0.9} />
      <rect
        {...ring}
        stroke={ringColour}
        strokeWidth={0.9}
        strokeLinecap="butt"
        pathLength={ticketSlotSeconds}
        strokeDasharray={ticketSlotSeconds}
        strokeDashoffset={ticketSlotSeconds - secondsLeft}
        className="transition-[stroke-dashoffset] duration-200 ease-linear"
      />
      {drawn !== undefined && (
        <path
          d={drawn.path}
          transform={`translate(${ringRoom} ${ringRoom})`}
          fill="#000"
          shapeRendering="crispEdges"
        />
      )}
    </svg>
  );
}

/** `52초 뒤에 새 QR로 바뀌어요`, the seconds as a text of their own. */
export function CodeCountdown({ secondsLeft }: { secondsLeft: number }) {
  const t = useMessages(ticketMessages);
  return (
    <p className="figures text-sm">
      <strong className="inline-block min-w-8 text-lg font-extrabold">
        {t('secondsLeft', { seconds: secondsLeft })}
      </strong>{' '}
      {t('renews')}
    </p>
  );
}
