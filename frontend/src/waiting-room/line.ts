import type { Entry, WaitingRoomStatus } from '@ticketing/contracts';
import { isPassing, isProblem } from '../api/problem.ts';
import type { StoredPlace } from '../features/waiting-room/place.ts';
import type { StoredRecord } from '../features/waiting-room/session-record.ts';
import { nearFront, peopleAhead, pollIntervalMs, rememberRate } from './waiting-estimate.ts';

/** One visitor's way through the line. */
export type LineState =
  | { readonly kind: 'joining' }
  | {
      readonly kind: 'waiting';
      readonly position: number;
      /** Undefined until the first status. */
      readonly ahead: number | undefined;
      readonly status: WaitingRoomStatus | undefined;
      /** People a minute, as the statuses told lately. */
      readonly rates: readonly number[];
    }
  | { readonly kind: 'not_open'; readonly opensAt: string }
  | { readonly kind: 'admitted' }
  | { readonly kind: 'sold_out' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: unknown };
export type Waiting = Extract<LineState, { kind: 'waiting' }>;

export interface LinePorts {
  /** Goes in or takes a place, and stores what it is given. @throws ApiProblem */
  readonly enter: () => Promise<Entry>;
  /** @throws ApiProblem */
  readonly readStatus: () => Promise<WaitingRoomStatus>;
  /** Statuses as they come, for those near the front; answers how to stop. A stream that fails tells nothing. */
  readonly streamStatus: (tell: (status: WaitingRoomStatus) => void) => () => void;
  readonly place: Pick<StoredRecord<StoredPlace>, 'read' | 'write'>;
  /** Milliseconds. */
  readonly now: () => number;
  /** 0..1 */
  readonly random: () => number;
}

/** Between attempts to come in. */
const againMs = 1_500;
/** Everyone's clock strikes at once when a sale opens; this much spread spares the door. */
const openingSpreadMs = 1_500;
/** An opening may be moved, and no timer counts further than 24 days. */
const openingAskMsMax = 60 * 60 * 1_000;

/** The line with a new status applied; the number of people ahead never grows. */
export function withStatus(line: Waiting, status: WaitingRoomStatus): LineState {
  if (status.state === 'sold_out') return { kind: 'sold_out' };
  if (status.state === 'closed') return { kind: 'closed' };
  const ahead =
    status.state === 'open' ? 0 : peopleAhead(line.position, status.serving, line.ahead);
  return { ...line, ahead, status, rates: rememberRate(line.rates, status.ratePerMinute) };
}

type Timer = ReturnType<typeof setTimeout> | undefined;

/** Takes a place, reads the status at a fitting pace, and comes in when the place is served. */
export class Line {
  readonly #ports: LinePorts;
  readonly #performanceId: string;
  /** Called after each change of `state` and `lostTouch`. */
  readonly #changed: () => void;
  #state: LineState = { kind: 'joining' };
  #lostTouch = false;
  #running = false;
  #entering = false;
  #polling = false;
  #enterTimer: Timer;
  #pollTimer: Timer;
  #endStream: (() => void) | undefined;

  constructor(ports: LinePorts, performanceId: string, changed: () => void) {
    this.#ports = ports;
    this.#performanceId = performanceId;
    this.#changed = changed;
  }

  get state(): LineState {
    return this.#state;
  }

  /** Whether the last call had no answer. The place is kept meanwhile. */
  get lostTouch(): boolean {
    return this.#lostTouch;
  }

  /** Enters, and follows the line from then on; to be called again when the page is back, or the network. */
  start(): void {
    this.#running = true;
    this.#follow();
    void this.#enter();
    void this.#poll();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#enterTimer);
    clearTimeout(this.#pollTimer);
    this.#follow();
  }

  #become(next: LineState): void {
    this.#state = next;
    const ahead = next.kind === 'waiting' ? next.ahead : undefined;
    const place = this.#ports.place.read(this.#performanceId);
    if (place !== undefined && ahead !== undefined && place.aheadShown !== ahead) {
      this.#ports.place.write(this.#performanceId, { ...place, aheadShown: ahead });
    }
    if (next.kind === 'sold_out' || next.kind === 'closed') clearTimeout(this.#enterTimer);
    this.#follow();
    this.#changed();
  }

  /** Listens to the stream near the front, and nowhere else. */
  #follow(): void {
    const isNear =
      this.#running &&
      this.#state.kind === 'waiting' &&
      (this.#state.ahead ?? Infinity) <= nearFront;
    if (isNear) this.#endStream ??= this.#ports.streamStatus((status) => this.#accept(status));
    else {
      this.#endStream?.();
      this.#endStream = undefined;
    }
  }

  #accept(status: WaitingRoomStatus): void {
    if (!this.#running || this.#state.kind !== 'waiting') return;
    const { ahead } = this.#state;
    this.#lostTouch = false;
    this.#become(withStatus(this.#state, status));
    const isCalled = this.#state.kind === 'waiting' && this.#state.ahead === 0;
    // From then on each answer sees to the next attempt.
    if (isCalled && ahead !== 0) void this.#enter();
  }

  #enterAfter(ms: number): void {
    clearTimeout(this.#enterTimer);
    this.#enterTimer = setTimeout(() => void this.#enter(), ms);
  }

  async #enter(): Promise<void> {
    if (this.#entering || !this.#running) return;
    this.#entering = true;
    clearTimeout(this.#enterTimer);
    try {
      const entry = await this.#ports.enter();
      if (this.#running) this.#take(entry);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#entering = false;
    }
  }

  #take(entry: Entry): void {
    this.#lostTouch = false;
    if (entry.state === 'admitted') this.#become({ kind: 'admitted' });
    else if (entry.state === 'not_open') this.#awaitOpening(entry.opensAt);
    else this.#wait(entry.position);
  }

  #awaitOpening(opensAt: string): void {
    const { now, random } = this.#ports;
    const untilMs = Date.parse(opensAt) - now();
    const inMs = Math.min(openingAskMsMax, Math.max(againMs, untilMs));
    this.#enterAfter(inMs + random() * openingSpreadMs);
    this.#become({ kind: 'not_open', opensAt });
  }

  #wait(position: number): void {
    if (this.#state.kind !== 'waiting' || this.#state.position !== position) {
      const ahead = this.#ports.place.read(this.#performanceId)?.aheadShown;
      this.#become({ kind: 'waiting', position, ahead, status: undefined, rates: [] });
      void this.#poll();
    } else this.#changed();
    if (this.#state.kind === 'waiting' && this.#state.ahead === 0) this.#enterAfter(againMs);
  }

  #fail(error: unknown): void {
    if (isPassing(error)) {
      this.#lostTouch = true;
      if (this.#running) this.#enterAfter(againMs * (1.5 + this.#ports.random()));
      this.#changed();
    } else
      this.#become(
        isProblem(error, 'sale_closed') ? { kind: 'closed' } : { kind: 'failed', error },
      );
  }

  /** One reader at a time, who sees to the next reading; a stream beside it that fails costs nothing. */
  async #poll(): Promise<void> {
    if (this.#polling || !this.#running || this.#state.kind !== 'waiting') return;
    this.#polling = true;
    clearTimeout(this.#pollTimer);
    try {
      this.#accept(await this.#ports.readStatus());
    } catch {
      this.#lostTouch = true;
      this.#changed();
    } finally {
      this.#polling = false;
    }
    if (!this.#running || this.#state.kind !== 'waiting') return;
    const inMs = pollIntervalMs(this.#state.ahead ?? 0, this.#ports.random());
    this.#pollTimer = setTimeout(() => void this.#poll(), inMs);
  }
}
