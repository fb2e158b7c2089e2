import * as contract from '@ticketing/contracts';
import { problem, type RouteEntry, route } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { toBooking } from '../domain/booking-record.ts';
import type { Auditor } from '../operations/auditor.ts';
import { awaitSettled } from '../operations/await-settled.ts';
import { beginPayment } from '../operations/begin-payment.ts';
import type { BookingBell } from '../operations/booking-bell.ts';
import { cancelBooking, quoteCancellation } from '../operations/cancel-booking.ts';
import { confirmBooking } from '../operations/confirm-booking.ts';
import { createBooking } from '../operations/create-booking.ts';
import { endBooking } from '../operations/end-booking.ts';
import { leaveBooking } from '../operations/leave-booking.ts';
import { getOwnBooking, showBooking, ticketsOf, toPayable } from '../operations/read-bookings.ts';
import { registerDeviceKey } from '../operations/register-device-key.ts';
import { scanTicket } from '../operations/scan-ticket.ts';
import type { SeatStatusHub } from '../operations/seat-status-hub.ts';
import { secureSeats } from '../operations/secure-seats.ts';
import { organizerRoutes } from './organizer-routes.ts';
import { seatStatusRoutes } from './seat-status-routes.ts';

const pageDefault = 20;
const waitSecondsDefault = 5;

export const bookingRoutes = (
  dependencies: BookingDependencies,
  {
    hub,
    auditor,
    bell,
  }: { hub: SeatStatusHub; auditor: Pick<Auditor, 'report'>; bell: BookingBell },
): RouteEntry[] => [
  ...customerRoutes(dependencies, bell),
  ...ticketRoutes(dependencies),
  ...internalRoutes(dependencies),
  ...organizerRoutes(dependencies),
  ...seatStatusRoutes(hub),
  route(contract.getAudit, async () => auditor.report()),
];

function customerRoutes(dependencies: BookingDependencies, bell: BookingBell): RouteEntry[] {
  const { store, clock } = dependencies;
  return [
    route(contract.createBooking, async ({ body, caller, idempotencyKey }) =>
      createBooking(dependencies, { ...body, customerId: caller.accountId, idempotencyKey }),
    ),
    route(contract.listBookings, async ({ query, caller }) => {
      const page = await store.listOfCustomer(caller.accountId, {
        limit: query.limit ?? pageDefault,
        ...(query.cursor !== undefined && { cursor: query.cursor }),
      });
      const shown = await Promise.all(page.items.map((item) => showBooking(dependencies, item)));
      return { ...page, items: shown.map(toBooking) };
    }),
    route(contract.getBooking, async ({ params, caller }) => {
      const own = await getOwnBooking(dependencies, { ...params, customerId: caller.accountId });
      return toBooking(await showBooking(dependencies, own));
    }),
    route(contract.awaitSettledBooking, async ({ params, query, caller }) =>
      toBooking(
        await awaitSettled(
          { ...dependencies, bell },
          {
            ...params,
            customerId: caller.accountId,
            waitMs: (query.waitSeconds ?? waitSecondsDefault) * 1000,
          },
        ),
      ),
    ),
    route(contract.leaveBooking, async ({ params, caller }) => {
      const own = await getOwnBooking(dependencies, { ...params, customerId: caller.accountId });
      return toBooking(await leaveBooking(dependencies, own));
    }),
    route(contract.releaseBooking, async ({ params, caller }) => {
      const own = await getOwnBooking(dependencies, { ...params, customerId: caller.accountId });
      const ended = await endBooking(dependencies, own.id, {
        reason: 'released',
        evenWhenSecured: false,
      });
      if (ended.state !== 'expired') throw problem('state_conflict', 'The booking is being paid');
      return toBooking(ended);
    }),
    route(contract.quoteCancellation, async ({ params, query, caller }) => {
      const own = await getOwnBooking(dependencies, { ...params, customerId: caller.accountId });
      return quoteCancellation(own, { ticketIds: query.ticketIds?.split(','), now: clock.now() });
    }),
    route(contract.cancelBooking, async ({ params, body, caller, idempotencyKey }) =>
      cancelBooking(dependencies, {
        ...params,
        ...body,
        customerId: caller.accountId,
        idempotencyKey,
      }),
    ),
  ];
}

function ticketRoutes(dependencies: BookingDependencies): RouteEntry[] {
  return [
    route(contract.listTickets, async ({ params, caller, reply }) => {
      const own = await getOwnBooking(dependencies, { ...params, customerId: caller.accountId });
      reply.header('cache-control', 'no-store');
      return { tickets: ticketsOf(own), serverTime: dependencies.clock.now().toISOString() };
    }),
    route(contract.registerDeviceKey, async ({ params, body, caller }) =>
      registerDeviceKey(dependencies, { ...params, ...body, customerId: caller.accountId }),
    ),
    route(contract.scanTicket, async ({ body, caller, idempotencyKey }) =>
      scanTicket(dependencies, {
        ...body,
        organizerId: caller.role === 'admin' ? undefined : (caller.organizerId ?? 'none'),
        idempotencyKey,
      }),
    ),
  ];
}

function internalRoutes(dependencies: BookingDependencies): RouteEntry[] {
  return [
    route(contract.getPayableBooking, async ({ params }) => {
      const record = await dependencies.store.get(params.bookingId);
      if (record === undefined) throw problem('booking_not_found');
      return toPayable(record);
    }),
    route(contract.beginPayment, async ({ params, body }) =>
      beginPayment(dependencies, { ...params, ...body }),
    ),
    route(contract.secureSeats, async ({ params, body }) =>
      secureSeats(dependencies, { ...params, ...body }),
    ),
    route(contract.confirmBooking, async ({ params, body }) =>
      confirmBooking(dependencies, { ...params, ...body }),
    ),
    route(contract.abandonBooking, async ({ params, body }) => {
      const record = await dependencies.store.get(params.bookingId);
      if (record === undefined) throw problem('booking_not_found');
      if (record.paymentId !== undefined && record.paymentId !== body.paymentId) {
        throw problem('state_conflict', 'Another payment was first');
      }
      const ended = await endBooking(dependencies, record.id, {
        reason: body.reason,
        evenWhenSecured: true,
      });
      if (ended.state !== 'expired') throw problem('state_conflict', 'The booking has tickets');
      return toPayable(ended);
    }),
  ];
}
