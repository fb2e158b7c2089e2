import {
  resultNames,
  type WirePerformanceAudit,
  type WireSeatOwner,
} from '@ticketing/inventory-client/wire';
import type { AuditPage } from '../operations/audit-performance.ts';

/** The page in the form of the wire: each owner once. */
export function toAuditReply(page: AuditPage): WirePerformanceAudit {
  const places = new Map<string, number>();
  const owners: WireSeatOwner[] = [];
  const seatOwners = page.seats.map(({ holdId, customerId, bookingId = '' }) => {
    const name = `${holdId} ${customerId} ${bookingId}`;
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, owners.length);
    return owners.push({ holdId, customerId, bookingId }) - 1;
  });
  return {
    result: resultNames.indexOf(page.result),
    version: page.version,
    faults: page.faults,
    differences: page.differences,
    seatNos: page.seats.map(({ seatNo }) => seatNo),
    seatOwners,
    owners,
    nextSeatNo: page.nextSeatNo ?? 0,
    customerSeatsMax: page.customerSeatsMax,
  };
}
