import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { api } from '../../api/api.ts';

const pageSize = 20;
/** While money and seats are still on their way. */
const pendingRefetchMs = 3_000;
/** While a bank transfer is awaited, which takes minutes to days. */
const depositRefetchMs = 10_000;

/** Whether the money is to come by bank transfer and has not come yet. */
export const awaitsDeposit = ({
  state,
  paymentMethod,
}: Pick<Booking, 'state' | 'paymentMethod'>): boolean =>
  state === 'pending_payment' && paymentMethod === 'virtual_account';

export const receiptQuery = (paymentId: string) =>
  queryOptions({
    queryKey: ['bookings', 'receipt', paymentId],
    queryFn: ({ signal }) => api.getReceipt({ params: { paymentId }, signal }),
    enabled: paymentId !== '',
    meta: { personal: true },
  });

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
    refetchInterval: ({ state: { data } }) => {
      if (data?.state !== 'pending_payment') return false;
      return awaitsDeposit(data) ? depositRefetchMs : pendingRefetchMs;
    },
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
