import { Metadata } from '@grpc/grpc-js';
import { leaderKey } from '@ticketing/inventory-client/wire';

/** The trailer of a call that was answered NOT_LEADER, or ended for that reason. */
export function tellLeader(address: string): Metadata {
  const trailer = new Metadata();
  trailer.set(leaderKey, address);
  return trailer;
}
