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
/** Bookings that ended without payment are kept this long, for questions about them. */
export const unpaidBookingDays = 90;
/** The seats of a booking whose page was left are free after this long, unless it is shown again. */
export const leaveSeconds = 5;
/** Pause of looking for due bookings: with it seats are back well within a second of their time. */
export const drivePauseMs = 400;
/** A customer waits no longer than this for seats of a booking that could not be saved to go back. */
export const releaseWaitMs = 1000;
/** Bookings of a bulk change that are changed at once; a stop takes effect after them. */
export const bulkAtOnceMax = 32;
/** A bulk change whose worker was killed is taken over after this long. */
export const bulkClaimSeconds = 10;
/** Pause of looking for bulk changes that run. */
export const bulkPauseMs = 500;
/** Bookings, and payments, that an audit looks at in one step. */
export const auditAtOnceMax = 100;
/** A round that looked at everything begins anew after this long. */
export const auditRoundSecondsDefault = 300;
/** What an audit sees may be under way; it must still stand after this long. */
export const auditGraceSecondsDefault = 120;
/** Of the time, the share that an audit works: selling comes first. */
export const auditWorkPercentDefault = 2;
/** The first round leaves a start alone for so long. */
export const auditFirstPauseSeconds = 15;
/** A round that was not finished, because somebody did not answer, is begun anew after this long. */
export const auditRetrySeconds = 30;
/** What a round looks at again, and what it names; more say nothing new. */
export const suspicionsMax = 10_000;
export const findingsMax = 1000;
