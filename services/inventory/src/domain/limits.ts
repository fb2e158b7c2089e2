/** Seats that one command may name. */
export const seatsPerCommandMax = 20;
export const holdSecondsMin = 30;
export const holdSecondsMax = 3600;
/** Ids are ours (`hld_` and 26 characters), but a caller's key may be any text up to this length. */
export const idLengthMax = 128;

/** How long a released hold is remembered, so that a late copy of its hold command stays without effect. */
export const releaseRememberedMs = 60 * 60 * 1000;
/** How long a hold may last in all since it was taken: while a card is charged, and a transfer awaited. */
export const cardHoldMsMax = 20 * 60 * 1000;
export const deferredHoldMsMax = 7 * 24 * 60 * 60 * 1000;
/** Seats that one change may block, and as many that it may release. */
export const blocksPerChangeMax = 20_000;

/** How long a return or a change of blocks is remembered, so that its copies stay without effect. */
export const returnRememberedMs = 7 * 24 * 60 * 60 * 1000;
