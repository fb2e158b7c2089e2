import type { RecordFile } from '@ticketing/mailbox';
import { type Static, Type } from 'typebox';

const Suppressed = Type.Object({
  address: Type.String(),
  reason: Type.Enum(['BOUNCE', 'COMPLAINT']),
  at: Type.String(),
});
export type Suppressed = Static<typeof Suppressed>;

/** The account's own list of addresses that SES does not write to. */
export interface SuppressionList {
  put(entry: Pick<Suppressed, 'address' | 'reason'>): void;
  find(address: string): Suppressed | undefined;
  /** Whether it was there. */
  remove(address: string): boolean;
}

export function openSuppressionList(file: RecordFile, now: () => Date): SuppressionList {
  const entries = file.records('suppression', Suppressed);
  return {
    put: ({ address, reason }) =>
      entries.save(idOf(address), { address, reason, at: now().toISOString() }),
    find: (address) => entries.read(idOf(address)),
    remove(address) {
      if (entries.read(idOf(address)) === undefined) return false;
      entries.remove(idOf(address));
      return true;
    },
  };
}

const idOf = (address: string): string => address.toLowerCase();
