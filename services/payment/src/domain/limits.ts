/** A payment still open this long after its booking's time is over is cancelled. */
export const cancelAfterExpirySeconds = 60;
/** First look at Stripe when no webhook came, and the longest pause between looks. */
export const pollSecondsFirst = 10;
export const pollSecondsMax = 120;
/** A step that failed is tried again after this long, doubling up to the maximum. */
export const retrySecondsFirst = 1;
/** Reading a payment asks Stripe when it was not asked for this long. */
export const freshSeconds = 2;
/** Stripe sends an event again for at most three days; remembered a little longer. */
export const webhookEventDays = 5;
