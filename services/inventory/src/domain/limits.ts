/** Seats that one command may name. */
export const seatsPerCommandMax = 20;
export const holdSecondsMin = 30;
export const holdSecondsMax = 3600;
/** Ids are ours (`hld_` and 26 characters), but a caller's key may be any text up to this length. */
export const idLengthMax = 128;

/** How long a released hold is remembered, so that a late copy of its hold command stays without effect. */
export const releaseRememberedMs = 60 * 60 * 1000;
/** How long a return is remembered, so that its copies stay without effect. */
export const returnRememberedMs = 7 * 24 * 60 * 60 * 1000;
