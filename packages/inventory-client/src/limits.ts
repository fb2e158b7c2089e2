/** How long a command may take before it counts as lost. */
export const commandMsMax = 5_000;
/** How often lost commands are looked for. */
export const sweepMs = 100;
/** How long reading a performance's status may take. */
export const statusMsMax = 5_000;
/** How long readiness waits for a connection. */
export const connectMsMax = 2_000;
/** Commands under way; more are turned away at once. */
export const inFlightMax = 50_000;
/** Commands in one message; 1,000 of the largest are some 300 KB. */
export const commandsPerMessageMax = 1_000;
export const reconnectMsMin = 50;
export const reconnectMsMax = 2_000;
/** A peer that does not answer this ping in time is gone, though its connection still stands. */
export const keepaliveEveryMs = 5_000;
export const keepaliveWaitMs = 3_000;
/** A status of 50,000 seats and much more; the default of 4 MiB stays as it is for requests. */
export const replyBytesMax = 16 * 1024 * 1024;
/** How often a command that was told of another leader goes on at once, before it waits a little. */
export const hopsAtOnceMax = 3;
/** How often it goes on at all; the time limit of a command ends it too. */
export const hopsMax = 50;
/** How long to wait before asking again who leads. */
export const askAgainMs = 100;
/** How long the connection to a leader may take to stand; nothing is sent before it does. */
export const reachMsMax = 400;
/** A leader whose connection broke less than so long ago is not tried again. */
export const brokenMsMin = 1_000;
/** A leader that leaves a command without outcome for so long is not sent more; another may lead by now. */
export const stuckMs = 1_500;
/** Performances whose leader is remembered. */
export const leadersMax = 20_000;
