import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type UIEvent, useRef, useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ticketMessages } from './messages.ts';
import type { TicketList } from './queries.ts';
import { TicketStub } from './TicketStub.tsx';

/** Tickets side by side: swiped by the browser's own scroll snap, or turned by arrows. */
export function TicketCarousel({ list }: { list: TicketList }) {
  const t = useMessages(ticketMessages);
  const track = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState(0);
  const count = list.tickets.length;
  const onScroll = ({ currentTarget }: UIEvent<HTMLUListElement>) =>
    setShown(Math.round(currentTarget.scrollLeft / Math.max(1, currentTarget.clientWidth)));
  const turnTo = (index: number) => {
    const { current } = track;
    // Reduced motion is the browser's to know: `auto` follows the style sheet.
    current?.scrollTo({ left: index * current.clientWidth, behavior: 'auto' });
  };
  return (
    <section aria-label={t('list')} className="-mx-4 sm:mx-0">
      <ul
        ref={track}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys turn it, also while a ticket has nothing to press yet
        tabIndex={0}
        onScroll={onScroll}
        className="strip flex items-start [scroll-snap-type:x_mandatory]! motion-safe:scroll-smooth"
      >
        {list.tickets.map((ticket, index) => (
          <li
            key={ticket.id}
            className="w-full shrink-0 snap-center px-2 sm:px-0"
            inert={index !== shown}
          >
            <TicketStub
              ticket={ticket}
              clockOffsetMs={list.clockOffsetMs}
              label={t('ticketOf', { index: index + 1, count })}
            />
          </li>
        ))}
      </ul>
      {count > 1 && (
        <div className="mx-auto mt-4 flex max-w-md items-center justify-between px-2 md:max-w-4xl">
          <IconButton
            label={t('previous')}
            disabled={shown === 0}
            className="disabled:opacity-30"
            onClick={() => turnTo(shown - 1)}
          >
            <ChevronLeft aria-hidden="true" className="size-6" />
          </IconButton>
          <p aria-live="polite" className="figures font-semibold">
            {t('ticketOf', { index: shown + 1, count })}
          </p>
          <IconButton
            label={t('next')}
            disabled={shown >= count - 1}
            className="disabled:opacity-30"
            onClick={() => turnTo(shown + 1)}
          >
            <ChevronRight aria-hidden="true" className="size-6" />
          </IconButton>
        </div>
      )}
    </section>
  );
}
