import { stands } from '../simulated-provider.ts';
import type { Checker } from './checker.ts';

/**
 * I3, I7: what is owed back is with the customer or known as owed, also after it came back; and it is made
 * again only then, so that nobody has it twice.
 */
export const checkRefunds: Checker = ({ payments, provider, isAtRest }) => {
  const faults: string[] = [];
  const lastOf = new Map<string, (typeof provider.refunds)[number]>();
  for (const refund of provider.refunds) {
    const before = lastOf.get(refund.refundId);
    if (before !== undefined && !((before.cameBackAtMs ?? Infinity) <= refund.madeAtMs)) {
      faults.push(`I7 the refund ${refund.refundId} is made as ${before.id} and as ${refund.id}`);
    }
    lastOf.set(refund.refundId, refund);
  }
  const standing = new Set(provider.refunds.filter(stands).map(({ id }) => id));
  const backMinor = new Map<string, number>();
  for (const { id, paymentId, refundMinor, providerId, workDueAtMs } of payments.refunds.values()) {
    if (providerId === undefined) {
      if (workDueAtMs === null) faults.push(`I3 the refund ${id} is owed, and nobody will make it`);
      continue;
    }
    backMinor.set(paymentId, (backMinor.get(paymentId) ?? 0) + refundMinor);
    // Until the provider was heard, nobody can know.
    if (isAtRest && !standing.has(providerId)) {
      faults.push(`I3 the refund ${id} is noted as made, and came back`);
    }
  }
  for (const { id, refundedMinor } of payments.payments.values()) {
    const madeMinor = backMinor.get(id) ?? 0;
    if (refundedMinor !== madeMinor) {
      faults.push(`I3 ${id} counts ${refundedMinor} as refunded, and ${madeMinor} are`);
    }
  }
  return faults;
};
