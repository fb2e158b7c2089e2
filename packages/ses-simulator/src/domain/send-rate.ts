/** Lets through at most so many a second, and as many at once, as SES's sending rate does. */
export function createSendRate(
  perSecondMax: number | undefined,
  nowMs: () => number,
): { take(recipients: number): boolean } {
  if (perSecondMax === undefined) return { take: () => true };
  let left = perSecondMax;
  let filledAt = nowMs();
  return {
    take(recipients) {
      const now = nowMs();
      left = Math.min(perSecondMax, left + ((now - filledAt) / 1000) * perSecondMax);
      filledAt = now;
      if (left < recipients) return false;
      left -= recipients;
      return true;
    },
  };
}
