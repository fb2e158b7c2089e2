/** A mail is tried this often before it is set aside as a dead letter; pauses grow between tries. */
export const sendAttemptsMax = 12;
/** Mails that the embedded mailbox shows at most. */
export const mailboxShownMax = 200;
