import * as contract from '@ticketing/contracts';
import { type RouteEntry, route } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { readBulkChange, setBulkChangeState } from '../operations/bulk-changes.ts';
import { changeSeatBlocks } from '../operations/change-seat-blocks.ts';

export const organizerRoutes = (dependencies: BookingDependencies): RouteEntry[] => [
  route(contract.getBulkChange, async ({ params, caller }) =>
    readBulkChange(dependencies, { ...params, caller }),
  ),
  route(contract.stopBulkChange, async ({ params, caller }) =>
    setBulkChangeState(dependencies, { ...params, caller, state: 'stopped' }),
  ),
  route(contract.resumeBulkChange, async ({ params, caller }) =>
    setBulkChangeState(dependencies, { ...params, caller, state: 'running' }),
  ),
  route(contract.changeSeatBlocks, async ({ params, body, caller, idempotencyKey }) =>
    changeSeatBlocks(dependencies, { ...params, ...body, caller, idempotencyKey }),
  ),
];
