import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

const pageSize = 20;
/** While money and seats are still on their way. */
const pendingRefetchMs = 3_000;

/** The caller's bookings, newest first, page by page. */
export const bookingsQuery = (accountId: string) =>
  infiniteQueryOptions({
    queryKey: ['bookings', 'list', accountId],
    queryFn: ({ pageParam, signal }) =>
      api.listBookings({
        query: { limit: pageSize, ...(pageParam !== undefined && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

/** One booking; asked for again while its payment is under way. */
export const bookingQuery = (bookingId: string) =>
  queryOptions({
    queryKey: ['bookings', 'one', bookingId],
    queryFn: ({ signal }) => api.getBooking({ params: { bookingId }, signal }),
    staleTime: 5_000,
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending_payment' ? pendingRefetchMs : false,
  });

export const paymentQuery = (paymentId: string, live: boolean) =>
  queryOptions({
    queryKey: ['bookings', 'payment', paymentId],
    queryFn: ({ signal }) => api.getPayment({ params: { paymentId }, signal }),
    refetchInterval: live ? pendingRefetchMs : false,
    enabled: paymentId !== '',
  });

/** What cancelling these tickets would cost now; always asked anew, since it changes by the day. */
export const cancellationQuery = (bookingId: string, ticketIds: readonly string[]) =>
  queryOptions({
    queryKey: ['bookings', 'cancellation', bookingId, ticketIds],
    queryFn: ({ signal }) =>
      api.quoteCancellation({
        params: { bookingId },
        query: { ticketIds: ticketIds.join(',') },
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  });
