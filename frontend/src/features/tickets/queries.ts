import { queryOptions } from '@tanstack/react-query';
import type { Ticket } from '@ticketing/contracts';
import { api } from '../../api/api.ts';
import { isProblem } from '../../api/problem.ts';
import { clockOffsetMs } from './server-clock.ts';
import { readTickets, writeTickets } from './ticket-store.ts';

/** A booking's tickets and how to read the server's clock. */
export interface TicketList {
  readonly tickets: readonly Ticket[];
  readonly clockOffsetMs: number;
  /** Set when this is what the device remembers, because the service could not be reached. */
  readonly savedAtMs?: number;
}

/** Often enough that the stamp appears while one still stands at the gate. */
const refetchMs = 10_000;

async function fetchTickets(
  bookingId: string,
  accountId: string,
  signal: AbortSignal,
): Promise<TicketList> {
  const askedAt = Date.now();
  const { tickets, serverTime } = await api.listTickets({ params: { bookingId }, signal });
  const offset = clockOffsetMs(serverTime, askedAt, Date.now());
  const stored = { bookingId, accountId, tickets, clockOffsetMs: offset, savedAtMs: Date.now() };
  // A device without storage shows tickets all the same, only not without a network.
  await writeTickets(stored).catch(() => undefined);
  return { tickets, clockOffsetMs: offset };
}

const unreachable = ['offline', 'unreachable', 'timed_out', 'service_unavailable'] as const;

/**
 * The tickets of a booking; without a network those that this device saw last.
 *
 * @param accountId the signed-in account, undefined while that cannot be found out (offline after a reload)
 */
export const ticketsQuery = (bookingId: string, accountId: string | undefined) =>
  queryOptions<TicketList>({
    queryKey: ['tickets', bookingId, accountId],
    queryFn: async ({ signal }) => {
      try {
        return await fetchTickets(bookingId, accountId ?? '', signal);
      } catch (error) {
        if (!isProblem(error, ...unreachable)) throw error;
        const stored = await readTickets(bookingId).catch(() => undefined);
        if (stored === undefined) throw error;
        if (accountId !== undefined && stored.accountId !== accountId) throw error;
        return stored;
      }
    },
    refetchInterval: refetchMs,
    staleTime: 0,
    retry: false,
  });
