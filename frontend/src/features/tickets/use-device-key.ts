import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Ticket } from '@ticketing/contracts';
import { useEffect, useRef } from 'react';
import { useOnline } from '../../layout/OfflineBar.tsx';
import { type Binding, bindingOf } from './binding.ts';
import type { DeviceKey } from './device-key.ts';
import type { TicketList } from './queries.ts';
import { registerDevice } from './register-device.ts';
import { readKey } from './ticket-store.ts';

export interface DeviceKeyState {
  /** Undefined until the store has been read. */
  readonly binding: Binding | undefined;
  /** Present when this device can sign. */
  readonly key: DeviceKey | undefined;
  readonly error: Error | null;
  readonly busy: boolean;
  /** Registers this device, moving the ticket when it is elsewhere. */
  readonly register: (options?: { onSuccess?: () => void }) => void;
}

/** The ticket's key on this device; a ticket that was never shown is bound to it on this first view. */
export function useDeviceKey(ticket: Ticket): DeviceKeyState {
  const queries = useQueryClient();
  const online = useOnline();
  const queryKey = ['tickets', 'key', ticket.id];
  const stored = useQuery({
    queryKey,
    queryFn: async () => (await readKey(ticket.id)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const registration = useMutation({
    mutationFn: () => registerDevice(ticket.id),
    onSuccess({ ticket: bound, key }) {
      queries.setQueryData(queryKey, key);
      const replace = (list: TicketList | undefined): TicketList | undefined =>
        list && {
          ...list,
          tickets: list.tickets.map((each) => (each.id === bound.id ? bound : each)),
        };
      queries.setQueriesData<TicketList>({ queryKey: ['tickets', ticket.bookingId] }, replace);
      // The device remembers the binding for a venue without network.
      void queries.invalidateQueries({ queryKey: ['tickets', ticket.bookingId] });
    },
  });
  const key = stored.data ?? undefined;
  const binding = stored.isPending ? undefined : bindingOf(ticket, key);
  const { mutate, isPending } = registration;
  const attempted = useRef(false);
  useEffect(() => {
    if (!online) attempted.current = false;
    else if (binding === 'unbound' && ticket.state === 'valid' && !attempted.current) {
      attempted.current = true;
      mutate();
    }
  }, [binding, online, ticket.state, mutate]);
  return {
    binding,
    key: binding === 'here' ? key : undefined,
    error: registration.error ?? stored.error,
    busy: isPending,
    register: (options) => mutate(undefined, options),
  };
}
