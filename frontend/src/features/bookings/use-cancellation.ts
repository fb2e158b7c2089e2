import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { useMemo, useState } from 'react';
import { api } from '../../api/api.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { isProblem } from '../../api/problem.ts';
import { cancellableSeats, stillCancellable, toggleTicket } from './cancellation-selection.ts';
import { bookingQuery, cancellationQuery } from './queries.ts';

/**
 * Choosing tickets, what that would cost, and the act. A refusal because the refund has changed brings the
 * new quote; each agreed sum is an act of its own, so it has its own idempotency key.
 */
export function useCancellation(booking: Booking, onDone: (refundMinor: number) => void) {
  const queries = useQueryClient();
  const seats = useMemo(() => cancellableSeats(booking), [booking]);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const chosen = stillCancellable(picked, seats);
  const quote = useQuery({
    ...cancellationQuery(booking.id, chosen),
    enabled: chosen.length > 0,
  });
  const refundMinor = quote.data?.refundMinor;
  const act = `${chosen.join()}|${refundMinor}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another act needs another key
  const idempotencyKey = useMemo(newIdempotencyKey, [act]);
  const cancel = useMutation({
    mutationFn: (expectedRefundMinor: number) =>
      api.cancelBooking({
        params: { bookingId: booking.id },
        body: { ticketIds: chosen, expectedRefundMinor },
        idempotencyKey,
      }),
    onSuccess(changed, refund) {
      queries.setQueryData(bookingQuery(booking.id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ['bookings', 'list'] });
      void queries.invalidateQueries({ queryKey: ['bookings', 'payment'] });
      void queries.invalidateQueries({ queryKey: ['tickets', booking.id] });
      setPicked([]);
      onDone(refund);
    },
    onError(error) {
      if (isProblem(error, 'state_conflict', 'booking_not_cancellable')) {
        void quote.refetch();
        void queries.invalidateQueries({ queryKey: bookingQuery(booking.id).queryKey });
      }
    },
  });
  const choose = (next: readonly string[]) => {
    cancel.reset();
    setPicked(next);
  };
  return {
    seats,
    chosen,
    toggle: (ticketId: string) => choose(toggleTicket(chosen, ticketId, seats)),
    toggleAll: () =>
      choose(chosen.length === seats.length ? [] : seats.map(({ ticketId }) => ticketId)),
    quote,
    cancel,
    quoteChanged: isProblem(cancel.error, 'state_conflict'),
  };
}
