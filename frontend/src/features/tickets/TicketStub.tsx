import type { Ticket } from '@ticketing/contracts';
import { type CSSProperties, useState } from 'react';
import { formatDateTimeShort } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { seatText } from '../bookings/seat-words.ts';
import { Poster } from '../posters/Poster.tsx';
import { posterPalette } from '../posters/palettes.ts';
import { FullScreenCode } from './FullScreenCode.tsx';
import { ticketMessages } from './messages.ts';
import { StubBody } from './StubBody.tsx';
import { StubSeat } from './StubSeat.tsx';
import { slotMoment } from './server-clock.ts';
import { useDeviceKey } from './use-device-key.ts';
import { useServerNow } from './use-server-now.ts';
import { useTicketCode } from './use-ticket-code.ts';

/** Half holes along the tear: the lower edge of the upper part, and the upper edge of the lower one. */
const tornBelow =
  '[mask:radial-gradient(circle_at_8px_100%,transparent_4.5px,black_5px)_0_100%/16px_51%_repeat-x,linear-gradient(black,black)_0_0/100%_50%_no-repeat]';
const tornAbove =
  '[mask:radial-gradient(circle_at_8px_0,transparent_4.5px,black_5px)_0_0/16px_51%_repeat-x,linear-gradient(black,black)_0_100%/100%_50%_no-repeat]';
const tornRight =
  'md:[mask:radial-gradient(circle_at_100%_8px,transparent_4.5px,black_5px)_100%_0/51%_16px_repeat-y,linear-gradient(black,black)_0_0/50%_100%_no-repeat]';
const tornLeft =
  'md:[mask:radial-gradient(circle_at_0_8px,transparent_4.5px,black_5px)_0_0/51%_16px_repeat-y,linear-gradient(black,black)_100%_0/50%_100%_no-repeat]';

/** One ticket as a thing: the stub in the poster's inks, torn along the perforation from its code. */
export function TicketStub({
  ticket,
  clockOffsetMs,
  label,
}: {
  ticket: Ticket;
  clockOffsetMs: number;
  /** `티켓 1/2` */
  label: string;
}) {
  const t = useMessages(ticketMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const [enlarged, setEnlarged] = useState(false);
  const device = useDeviceKey(ticket);
  const { slot, secondsLeft } = slotMoment(useServerNow(clockOffsetMs));
  const live = ticket.state === 'valid' ? device.key : undefined;
  const code = useTicketCode(ticket.shortId, slot, live);
  const { event, performance } = ticket;
  const inks = posterPalette(event.category, event.posterSeed);
  const paint: CSSProperties = { background: inks.ground, color: inks.ink };
  const spent = ticket.state !== 'valid';
  return (
    <article
      aria-label={label}
      className="relative mx-auto flex max-w-md flex-col md:max-w-4xl md:flex-row"
    >
      <div
        style={paint}
        className={`relative overflow-hidden rounded-t-lg pb-2 md:flex md:min-w-0 md:flex-1 md:rounded-none md:rounded-l-lg md:pr-2 md:pb-0 ${tornBelow} ${tornRight} ${spent ? 'grayscale' : ''}`}
      >
        <Poster
          subject={event}
          variant="square"
          decorative
          className="h-12 w-full md:h-auto md:w-44 md:shrink-0"
        />
        <div className="flex flex-1 flex-col justify-between gap-4 px-5 pt-3 pb-3 md:gap-8 md:p-7">
          <div>
            <h2 className="text-lg leading-snug sm:text-xl">{localized(event.title)}</h2>
            <p className="figures mt-1 font-semibold">
              {formatDateTimeShort(performance.startsAt, performance.timeZone, locale)}
              <span className="font-normal md:block">
                <span className="md:hidden"> · </span>
                {localized(performance.venueName)}
              </span>
            </p>
          </div>
          <StubSeat seat={ticket.seat} />
        </div>
      </div>
      <div
        data-theme="light"
        className={`rounded-b-lg bg-white p-1 pt-3 text-black md:w-96 md:shrink-0 md:rounded-none md:rounded-r-lg md:p-4 md:pl-5 ${tornAbove} ${tornLeft}`}
      >
        <StubBody
          ticket={ticket}
          device={device}
          code={code}
          secondsLeft={secondsLeft}
          ringColour={inks.deep}
          onEnlarge={() => setEnlarged(true)}
        />
      </div>
      {enlarged && live !== undefined && (
        <FullScreenCode
          code={code}
          secondsLeft={secondsLeft}
          timeZone={performance.timeZone}
          seat={seatText(ticket.seat, locale)}
          onClose={() => setEnlarged(false)}
        />
      )}
      <span className="sr-only">{spent && t(ticket.state === 'used' ? 'used' : 'cancelled')}</span>
    </article>
  );
}
