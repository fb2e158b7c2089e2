/** Every limit of the gateway, by name. Those of the first group can be set by variables. */
export const limits = {
  readsPerMinute: 1_200,
  writesPerMinute: 300,
  loginsPerMinute: 30,
  admitPerMinute: 600,
  activeShoppersMax: 300,
  protectAboveShoppers: 200,
  protectAboveArrivals: 300,
  admissionSeconds: 120,
  noShowSeconds: 45,
} as const;

/** An address may be a whole office or a mobile carrier: it has so many accounts' allowance. */
export const addressFactor = 10;
export const rateWindowSeconds = 60;

/** Over this window arrivals are counted. */
export const arrivalWindowSeconds = 10;
/** Protection by demand lasts at least so long. */
export const protectSecondsMin = 30;
/** Demand has fallen when both figures are below this part of what began the protection. */
export const calmShare = 0.5;
/** An admission kept alive by heartbeats ends after this all the same. */
export const shoppingSecondsMax = 30 * 60;
/** The rate of admission is measured over this window. */
export const rateMeasuredSeconds = 60;
export const rateSecondsMin = 10;
/** How long an account's place is remembered without its token. */
export const placeRememberedSeconds = 12 * 3600;

/** When to come again while the waiting room's store is away. */
export const outageRetrySeconds = 5;
/** How long what several gateways need of the catalogue is shared among them. */
export const sharedReadSeconds = 2;

/** Sale terms are asked for again after this, and serve in an outage for the longer time. */
export const termsFreshMs = 5_000;
export const termsStaleMs = 10 * 60_000;
export const termsRememberedMax = 5_000;

/** A room that nobody asked for so long leaves the memory, not the store. */
export const roomUnusedMs = 10 * 60_000;
export const roomsRememberedMax = 5_000;
export const tickMs = 1_000;
/** Readers of event streams, all rooms together. */
export const streamReadersMax = 20_000;
export const streamHeartbeatMs = 15_000;
/** A reader whose connection has this much waiting is let go and comes again. */
export const streamPendingBytesMax = 64 * 1024;

export const connectMsMax = 2_000;
/** Longer than a service may take for its dearest work, a catalogue import. */
export const answerMsMax = 15_000;
/** Between two parts of an answer that is no event stream. */
export const answerPauseMsMax = 15_000;
/** Connections to one service, event streams included. */
export const connectionsMax = 4_096;
