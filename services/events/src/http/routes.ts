import * as contract from '@ticketing/contracts';
import { type RouteEntry, route } from '@ticketing/service-kit';
import { getEvent } from '../operations/get-event.ts';
import { getInventoryLayout } from '../operations/get-inventory-layout.ts';
import { getPerformance } from '../operations/get-performance.ts';
import { getSaleTerms } from '../operations/get-sale-terms.ts';
import { getSeatPlan } from '../operations/get-seat-plan.ts';
import { listEvents } from '../operations/list-events.ts';
import type { RoutesDependencies } from './dependencies.ts';
import { organizerRoutes } from './organizer-routes.ts';
import { sendEncoded } from './send-encoded.ts';

/** Counts and states move every second of a sale; a page may be this old. */
const EVENT_CACHE_CONTROL = 'public, max-age=2, stale-while-revalidate=10';
/**
 * Prices on it may change, and a reader keeps it under the version that the event's page told: browsers
 * ask each time, which a tag answers with 304, and caches on the way at most once a second.
 */
const SEAT_PLAN_CACHE_CONTROL = 'public, max-age=0, s-maxage=1';

/** The service's table of endpoints. */
export const eventsRoutes = (dependencies: RoutesDependencies): RouteEntry[] => [
  route(contract.listEvents, ({ query, reply }) => {
    reply.header('cache-control', EVENT_CACHE_CONTROL);
    return listEvents(dependencies, query);
  }),
  route(contract.getEvent, async ({ params, raw }) => {
    const page = await getEvent(dependencies, params.eventId);
    return sendEncoded(raw, page, EVENT_CACHE_CONTROL);
  }),
  route(contract.getPerformance, ({ params, reply }) => {
    reply.header('cache-control', EVENT_CACHE_CONTROL);
    return getPerformance(dependencies, params.performanceId);
  }),
  route(contract.getSeatPlan, async ({ params, raw }) => {
    const plan = await getSeatPlan(dependencies, params.performanceId);
    return sendEncoded(raw, plan, SEAT_PLAN_CACHE_CONTROL);
  }),
  route(contract.getSaleTerms, ({ params }) => getSaleTerms(dependencies, params.performanceId)),
  route(contract.getInventoryLayout, ({ params }) =>
    getInventoryLayout(dependencies, params.performanceId),
  ),
  ...organizerRoutes(dependencies),
];
