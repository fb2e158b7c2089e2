import { fitsSchema } from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';
import { calmShare, protectSecondsMin, rateMeasuredSeconds, rateSecondsMin } from './limits.ts';

/** Places `from` to `to` were called in this second of the clock. */
const Call = Type.Object({ second: Type.Integer(), from: Type.Integer(), to: Type.Integer() });
const RoomState = Type.Object({
  /** Since when demand keeps the sale protected, in ms since 1970; absent when it does not. */
  protectedSinceMs: Type.Optional(Type.Integer()),
  /** The calls of the last while, oldest first; the newest is never dropped. */
  calls: Type.Array(Call),
});
/** What all gateways share of a room besides its numbers. */
export type RoomState = Static<typeof RoomState>;

export const emptyRoomState: RoomState = { calls: [] };

/** The state of a stored document; one that is no longer understood counts as new. */
export function parseRoomState(text: string | undefined): RoomState {
  if (text === undefined) return emptyRoomState;
  const state: unknown = JSON.parse(text);
  return fitsSchema(RoomState, state) ? state : emptyRoomState;
}

export interface AdmissionFigures {
  /** Of the clock, whole. */
  readonly second: number;
  readonly admitPerMinute: number;
  readonly activeMax: number;
  /** Sessions alive, and free places kept for those whose turn it is. */
  readonly active: number;
  /** Undefined when it is not known. */
  readonly seatsLeft: number | undefined;
  readonly waiting: number;
}

/**
 * How many people may come in during this second: no more than the rate, the free places, the seats
 * left and the line allow. The rate is spread by the number of the second alone, so that it holds on
 * average whichever gateway asks, and what was not used does not pile up.
 */
export function placesToCall(figures: AdmissionFigures): number {
  const { second, admitPerMinute, activeMax, active, seatsLeft, waiting } = figures;
  const upTo = (n: number) => Math.floor((n * admitPerMinute) / 60);
  const budget = upTo((second % 60) + 1) - upTo(second % 60);
  return Math.max(0, Math.min(budget, activeMax - active, seatsLeft ?? budget, waiting));
}

/** The state after another call; calls older than anybody asks for are dropped. */
export function recordCall(state: RoomState, call: Static<typeof Call>, keptSeconds: number) {
  const kept = Math.max(keptSeconds, rateMeasuredSeconds);
  const calls = state.calls.filter(({ second }) => second > call.second - kept);
  return { ...state, calls: [...calls, call] };
}

/**
 * Whether a place that is served was called within the last `seconds`. A place that no call names is
 * younger than what this gateway knows, or older than what is kept.
 */
export function wasCalledLately(
  state: RoomState,
  { position, second, seconds }: { position: number; second: number; seconds: number },
): boolean {
  const call = state.calls.find(({ to }) => to >= position);
  if (call === undefined) return true;
  return call.from <= position && call.second > second - seconds;
}

/**
 * How fast the line moves, in places a minute: over the last minute, or since it began to move when that is
 * less, but over no less than ten seconds.
 */
export function calledPerMinute(state: RoomState, second: number): number {
  const lately = state.calls.filter((call) => call.second > second - rateMeasuredSeconds);
  const [first] = lately;
  if (first === undefined) return 0;
  const called = lately.reduce((sum, call) => sum + call.to - call.from + 1, 0);
  const seconds = Math.max(rateSecondsMin, second - first.second + 1);
  return Math.round((called * 60) / seconds);
}

export interface DemandFigures {
  readonly nowMs: number;
  readonly waiting: number;
  readonly active: number;
  readonly arrivals: number;
  readonly protectAboveShoppers: number;
  readonly protectAboveArrivals: number;
}

/** Whether protection by demand may end: the line is empty and demand has fallen well below. */
export function mayStopProtecting(state: RoomState, figures: DemandFigures): boolean {
  const { nowMs, waiting, active, arrivals } = figures;
  if (state.protectedSinceMs === undefined || waiting > 0) return false;
  if (nowMs - state.protectedSinceMs < protectSecondsMin * 1000) return false;
  return (
    active <= figures.protectAboveShoppers * calmShare &&
    arrivals <= figures.protectAboveArrivals * calmShare
  );
}
