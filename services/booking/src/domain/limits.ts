/** How long a customer has to pay, by default. */
export const paySecondsDefault = 480;
/**
 * A payment that was authorised in the last second still finds its seats: the hold outlives the countdown
 * by this much, and the booking expires this much after it.
 */
export const payGraceSeconds = 45;
/** Moves of a ticket to another device; the first registration is none. */
export const deviceChangesMax = 3;
/** A code is taken until this long after its minute, and this long before it: clocks differ. */
export const slotGraceSeconds = 15;
/** Changes of one booking that meet are tried again this often. */
export const changeAttemptsMax = 5;
/** Waits before a booking that could not be driven on is looked at again. */
export const driveRetrySeconds = 5;
/** Sale terms may be this old; a change on the bus replaces them at once. */
export const saleTermsSeconds = 5;
