import { createHash } from 'node:crypto';
import { openJsonFolder } from '@ticketing/mailbox';
import { type Static, Type } from 'typebox';

const Suppressed = Type.Object({
  address: Type.String(),
  reason: Type.Enum(['BOUNCE', 'COMPLAINT']),
  at: Type.String(),
});
export type Suppressed = Static<typeof Suppressed>;

/** The account's own list of addresses that SES does not write to. */
export interface SuppressionList {
  put(entry: Pick<Suppressed, 'address' | 'reason'>): Promise<void>;
  find(address: string): Promise<Suppressed | undefined>;
  /** Whether it was there. */
  remove(address: string): Promise<boolean>;
}

export async function openSuppressionList(
  folder: string,
  now: () => Date,
): Promise<SuppressionList> {
  const entries = await openJsonFolder(folder, Suppressed);
  return {
    put: ({ address, reason }) =>
      entries.save(idOf(address), { address, reason, at: now().toISOString() }),
    find: (address) => entries.read(idOf(address)),
    async remove(address) {
      if ((await entries.read(idOf(address))) === undefined) return false;
      await entries.remove(idOf(address));
      return true;
    },
  };
}

/** An address is no name of a file. */
const idOf = (address: string): string =>
  createHash('sha256').update(address.toLowerCase()).digest('hex');
