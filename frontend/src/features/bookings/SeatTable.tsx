import type { Booking } from '@ticketing/contracts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Price } from '../../ui/Price.tsx';
import { bookingMessages } from './messages.ts';
import { seatText } from './seat-words.ts';

/** The seats of a booking: where, which level, how much, and where `withState` what became of the ticket. */
export function SeatTable({
  booking,
  withState = true,
}: {
  booking: Booking;
  withState?: boolean;
}) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const ticketed = withState && booking.seats.some(({ ticketState }) => ticketState !== undefined);
  const cell = 'border-b border-line py-3 pr-4 align-baseline last:pr-0';
  const head = `${cell} text-left text-sm font-semibold text-quiet`;
  return (
    <table className="w-full">
      <thead>
        <tr>
          <th scope="col" className={head}>
            {t('seat')}
          </th>
          {ticketed && (
            <th scope="col" className={head}>
              {t('status')}
            </th>
          )}
          <th scope="col" className={`${head} text-right`}>
            {t('price')}
          </th>
        </tr>
      </thead>
      <tbody>
        {booking.seats.map((seat) => {
          const gone = seat.ticketState === 'cancelled';
          return (
            <tr key={seat.seatNo} className={gone ? 'text-quiet' : ''}>
              <th scope="row" className={`${cell} figures text-left font-semibold`}>
                <span className={gone ? 'line-through' : ''}>{seatText(seat, locale)}</span>
                <span className="block text-sm font-normal text-quiet">
                  {seat.level.name[locale]}
                </span>
              </th>
              {ticketed && (
                <td className={`${cell} text-sm whitespace-nowrap`}>
                  {seat.ticketState !== undefined && t(`ticket_${seat.ticketState}`)}
                </td>
              )}
              <td className={`${cell} text-right`}>
                <Price minor={seat.priceMinor} currency={booking.currency} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
