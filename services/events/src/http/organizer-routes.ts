import * as contract from '@ticketing/contracts';
import { type RouteEntry, replyWith, route } from '@ticketing/service-kit';
import { editTag } from '../domain/edit-tag.ts';
import { cancelEvent } from '../operations/cancel-event.ts';
import { cancelPerformance } from '../operations/cancel-performance.ts';
import { createEvent } from '../operations/create-event.ts';
import { createPerformance } from '../operations/create-performance.ts';
import { createSeatMap } from '../operations/create-seat-map.ts';
import { createVenue } from '../operations/create-venue.ts';
import { getOrganizerEvent } from '../operations/get-organizer-event.ts';
import { importCatalogue } from '../operations/import-catalogue.ts';
import { listOrganizerEvents } from '../operations/list-organizer-events.ts';
import { listVenues } from '../operations/list-venues.ts';
import { postponePerformance } from '../operations/postpone-performance.ts';
import { publishEvent } from '../operations/publish-event.ts';
import { updateEvent } from '../operations/update-event.ts';
import { updatePerformance } from '../operations/update-performance.ts';
import { updateVenue } from '../operations/update-venue.ts';
import { scopeOf } from './caller-scope.ts';
import { createOnce } from './create-once.ts';
import type { RoutesDependencies } from './dependencies.ts';

/** What an organizer's staff does; each finds only what is its own organizer's. */
export const organizerRoutes = (dependencies: RoutesDependencies): RouteEntry[] => [
  ...venueRoutes(dependencies),
  ...eventRoutes(dependencies),
  ...performanceRoutes(dependencies),
  route(contract.importCatalogue, ({ body, caller, requestId }) =>
    importCatalogue(dependencies, { file: body, organizerId: scopeOf(caller), requestId }),
  ),
];

const venueRoutes = (dependencies: RoutesDependencies): RouteEntry[] => [
  route(contract.createVenue, (request) =>
    createOnce(dependencies.idempotency, contract.createVenue, { kind: 'venue', request }, (id) =>
      createVenue(dependencies, {
        id,
        organizerId: request.caller.organizerId,
        input: request.body,
      }),
    ),
  ),
  route(contract.updateVenue, ({ params, body, caller, requestId }) =>
    updateVenue(dependencies, { ...params, input: body, scope: scopeOf(caller), requestId }),
  ),
  route(contract.listVenues, ({ query, caller }) =>
    listVenues(dependencies, { ...query, scope: scopeOf(caller) }),
  ),
  route(contract.createSeatMap, (request) =>
    createOnce(
      dependencies.idempotency,
      contract.createSeatMap,
      { kind: 'seatMap', request },
      (id) => {
        const { params, body, caller } = request;
        return createSeatMap(dependencies, {
          ...params,
          id,
          seatMap: body,
          scope: scopeOf(caller),
        });
      },
    ),
  ),
];

const eventRoutes = (dependencies: RoutesDependencies): RouteEntry[] => [
  route(contract.createEvent, (request) =>
    createOnce(dependencies.idempotency, contract.createEvent, { kind: 'event', request }, (id) =>
      createEvent(dependencies, { id, input: request.body, scope: scopeOf(request.caller) }),
    ),
  ),
  route(contract.listOrganizerEvents, ({ query, caller }) =>
    listOrganizerEvents(dependencies, { ...query, scope: scopeOf(caller) }),
  ),
  route(contract.getOrganizerEvent, async ({ params, caller }) =>
    tagged(await getOrganizerEvent(dependencies, { ...params, scope: scopeOf(caller) })),
  ),
  route(contract.updateEvent, async ({ params, body, caller, requestId, raw }) => {
    const { 'if-match': ifMatch } = raw.headers;
    const scope = scopeOf(caller);
    const update = { ...params, input: body, ifMatch, scope, requestId };
    return tagged(await updateEvent(dependencies, update));
  }),
  route(contract.publishEvent, ({ params, caller, requestId }) =>
    publishEvent(dependencies, { ...params, scope: scopeOf(caller), requestId }),
  ),
  route(contract.cancelEvent, ({ params, body, caller, requestId }) =>
    cancelEvent(dependencies, { ...params, ...body, scope: scopeOf(caller), requestId }),
  ),
];

/** With the tag by which an update may say what it replaces. */
const tagged = (event: contract.OrganizerEvent) =>
  replyWith({ headers: { etag: editTag(event.input) }, body: event });

const performanceRoutes = (dependencies: RoutesDependencies): RouteEntry[] => [
  route(contract.createPerformance, (request) =>
    createOnce(
      dependencies.idempotency,
      contract.createPerformance,
      { kind: 'performance', request },
      (id) => {
        const { params, body, caller, requestId } = request;
        const scope = scopeOf(caller);
        return createPerformance(dependencies, { ...params, id, input: body, scope, requestId });
      },
    ),
  ),
  route(contract.updatePerformance, ({ params, body, caller, requestId }) =>
    updatePerformance(dependencies, { ...params, input: body, scope: scopeOf(caller), requestId }),
  ),
  route(contract.cancelPerformance, ({ params, body, caller, requestId }) =>
    cancelPerformance(dependencies, { ...params, ...body, scope: scopeOf(caller), requestId }),
  ),
  route(contract.postponePerformance, ({ params, body, caller, requestId }) =>
    postponePerformance(dependencies, {
      ...params,
      wanted: body,
      scope: scopeOf(caller),
      requestId,
    }),
  ),
];
