import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Booking, Payment } from '@ticketing/contracts';
import { api } from '../../api/api.ts';
import { lookPauseMs, type Settlement, settlementOf, waitSecondsAt } from './settlement.ts';

export const bookingKey = (bookingId: string) => ['bookings', bookingId] as const;

export const bookingQuery = (bookingId: string) => ({
  queryKey: bookingKey(bookingId),
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Booking> =>
    api.getBooking({ params: { bookingId }, signal }),
  meta: { personal: true },
});

/**
 * Follows a payment that was sent until the booking has come to its end.
 * @param accepted the provider has said yes to the card: a refusal that is still told is an earlier card's
 * @param knownFailure `updatedAt` of the refusal that the customer has already seen
 */
export function useSettlement(
  bookingId: string,
  paymentId: string | undefined,
  {
    enabled,
    accepted,
    knownFailure,
  }: { enabled: boolean; accepted: boolean; knownFailure: string | undefined },
): Settlement {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['settlement', bookingId],
    queryFn: async ({ signal, queryKey }) => {
      const waitSeconds = waitSecondsAt(queries.getQueryState(queryKey)?.dataUpdateCount ?? 0);
      // Reading the payment also makes payment ask the provider when its webhook is late.
      const [booking, payment] = await Promise.all([
        api.awaitSettledBooking({ params: { bookingId }, query: { waitSeconds }, signal }),
        paymentId === undefined
          ? undefined
          : api.getPayment({ params: { paymentId }, signal }).catch((): undefined => undefined),
      ]);
      queries.setQueryData(bookingKey(bookingId), booking);
      return { booking, payment };
    },
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: true,
    retryDelay: 1_500,
    meta: { personal: true },
    refetchInterval: lookPauseMs,
  });
  if (data === undefined) return { kind: 'settling', step: 0 };
  const seen = (payment: Payment | undefined) =>
    payment?.state === 'failed' && (accepted || payment.updatedAt === knownFailure);
  return settlementOf(data.booking, seen(data.payment) ? undefined : data.payment);
}
