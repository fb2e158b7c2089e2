/** A payment still open this long after its booking's time is over is cancelled. */
export const cancelAfterExpirySeconds = 60;
/** First look at Stripe when no webhook came, and the longest pause between looks. */
export const pollSecondsFirst = 10;
export const pollSecondsMax = 30;
/** The same for a deposit, which may take days; its customer's page asks more often. */
export const depositPollSecondsMax = 600;
/** Whoever heard news settles at once; the poller, of any process, looks after this long. */
export const newsSeconds = 3;
/** A step that failed is tried again after this long, doubling up to the maximum. */
export const retrySecondsFirst = 1;
export const retrySecondsMax = 15;
/** A provider that asks for a pause is given it, up to this. */
export const retryAfterSecondsMax = 120;
/** A refund that the provider refused is tried again after this long, doubling up to the maximum. */
export const refusedRefundSecondsFirst = 60;
export const refusedRefundSecondsMax = 3600;
/** Stripe remembers a key for a day; a refund older than this is looked for before it is made. */
export const keyHours = 12;
/** Reading a payment asks Stripe when it was not asked for this long. */
export const freshSeconds = 2;
/** For so long Stripe keeps its events (https://docs.stripe.com/api/events). */
export const providerEventDays = 30;
/** Refunds that failed and that no webhook told of are looked for so often, and by then back to here. */
export const failedRefundsLookSeconds = 3600;
export const failedRefundsOverlapSeconds = 3600;
export const failedRefundsRetrySeconds = 60;
/** Stripe sends an event again for at most three days; remembered a little longer. */
export const webhookEventDays = 5;
/** What Stripe takes at once in any currency, in its smallest unit. */
export const amountMinorMax = 99_999_999;
