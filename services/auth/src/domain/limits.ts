/** Days a browser stays signed in without a visit. */
export const refreshTokenDays = 30;
/**
 * Two tabs may refresh at the same moment with the same cookie. Within these seconds the second one is
 * answered too; later it is a stolen token.
 */
export const refreshGraceSeconds = 10;
export const passwordResetMinutes = 30;
export const emailVerificationHours = 48;
/** Wrong passwords of one account before it must wait, and how long it takes until all are forgotten. */
export const loginAttemptsMax = 10;
export const loginWindowSeconds = 900;
/** Mails of one kind to one account. */
export const mailRequestsMax = 3;
export const mailWindowSeconds = 900;
/** Reset mails to an address that gives mails back: one in this time. */
export const daySeconds = 86_400;
