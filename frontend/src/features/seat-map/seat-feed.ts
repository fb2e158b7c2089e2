import {
  decodeSeatDelta,
  decodeSeatStatus,
  type SeatStatusDelta,
} from '@ticketing/contracts/codecs/seat-status';
import { keptFor, type SeatMapModel } from './seat-map-model.ts';

/** `codecs/seat-status` values. */
export const seatStatus = { available: 0, held: 1, sold: 2, blocked: 3 } as const;

/** The seats as they stand: read by the map each frame, by React through `subscribe`. */
export interface LiveSeats {
  /** By seatNo; everything is taken until the first snapshot. */
  readonly status: Uint8Array;
  /** Seats by level and by section that can be chosen: kept ones count once they are open to this customer. */
  readonly freeByLevel: Int32Array;
  readonly freeBySection: Int32Array;
  /** Grows with each change of a section, so that its picture is known to be old. */
  readonly sectionRevision: Uint32Array;
  /** -1 before the first snapshot. */
  version(): number;
  /** Grows with every change; a snapshot for `useSyncExternalStore`. */
  revision(): number;
  /** Puts every seat in place. */
  replace(bytes: Uint8Array): void;
  /** @returns `gap` when changes in between are missing, `stale` when it tells nothing new. */
  apply(delta: SeatStatusDelta): 'applied' | 'stale' | 'gap';
  isFree(seatNo: number): boolean;
  /** Whether wheelchair places and companion seats are counted; at first they are not. */
  countKept(counted: boolean): void;
  subscribe(listener: () => void): () => void;
}

export function createLiveSeats(model: SeatMapModel): LiveSeats {
  const { capacity } = model.plan;
  const status = new Uint8Array(capacity).fill(seatStatus.blocked);
  const freeByLevel = new Int32Array(model.plan.priceLevels.length);
  const freeBySection = new Int32Array(model.sections.length);
  const sectionRevision = new Uint32Array(model.sections.length);
  const listeners = new Set<() => void>();
  let version = -1;
  let revision = 0;
  let keptCounted = false;

  const countIn = (seatNo: number, change: number): void => {
    const section = model.sectionOf[seatNo] ?? 0;
    const level = model.levelOf[seatNo] ?? -1;
    if (change === 0 || level < 0) return;
    freeBySection[section] = (freeBySection[section] ?? 0) + change;
    freeByLevel[level] = (freeByLevel[level] ?? 0) + change;
  };
  const isKept = (seatNo: number): boolean => model.keptOf[seatNo] !== keptFor.nobody;
  const set = (seatNo: number, next: number): void => {
    const before = status[seatNo];
    if (before === undefined || before === next) return;
    status[seatNo] = next;
    const section = model.sectionOf[seatNo] ?? 0;
    sectionRevision[section] = (sectionRevision[section] ?? 0) + 1;
    if (keptCounted || !isKept(seatNo)) countIn(seatNo, Number(next === 0) - Number(before === 0));
  };
  const tell = () => {
    revision += 1;
    for (const listener of listeners) listener();
  };
  return {
    status,
    freeByLevel,
    freeBySection,
    sectionRevision,
    version: () => version,
    revision: () => revision,
    replace(bytes) {
      const snapshot = decodeSeatStatus(bytes);
      if (snapshot.status.length !== capacity) throw new RangeError('status of another plan');
      // A cached snapshot may be older than the changes that are already applied.
      if (snapshot.version < version) return;
      version = snapshot.version;
      for (let seatNo = 0; seatNo < capacity; seatNo += 1) {
        set(seatNo, snapshot.status[seatNo] ?? seatStatus.blocked);
      }
      tell();
    },
    apply(delta) {
      if (delta.fromVersion > version) return 'gap';
      if (delta.toVersion <= version) return 'stale';
      delta.seatNos.forEach((seatNo, index) => {
        set(seatNo, delta.status[index] ?? seatStatus.blocked);
      });
      version = delta.toVersion;
      tell();
      return 'applied';
    },
    isFree: (seatNo) => status[seatNo] === 0 && (model.levelOf[seatNo] ?? -1) >= 0,
    countKept(counted) {
      if (counted === keptCounted) return;
      keptCounted = counted;
      if (!model.hasKept) return;
      for (let seatNo = 0; seatNo < capacity; seatNo += 1) {
        if (isKept(seatNo) && status[seatNo] === 0) countIn(seatNo, counted ? 1 : -1);
      }
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface FeedDependencies {
  readonly getSnapshot: () => Promise<Uint8Array>;
  readonly openStream: () => EventSource;
  /** Called with what went wrong, and with undefined when seats arrive again. */
  readonly onTrouble: (error: unknown) => void;
}

const pollMs = 3_000;
const gapRetryMs = 1_000;
const deltaBacklogMax = 1_000;

const bytesOfBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/**
 * Keeps `live` up to date: the stream is opened first, so that nothing between snapshot and stream is
 * lost; a gap or a reconnect brings a new snapshot; while the stream is down the snapshot is polled.
 * @returns stops it
 */
export function followSeats(live: LiveSeats, dependencies: FeedDependencies): () => void {
  let stopped = false;
  let loading = false;
  let backlog: SeatStatusDelta[] = [];
  let retry: ReturnType<typeof setTimeout> | undefined;
  let polling: ReturnType<typeof setInterval> | undefined;

  const drain = (): boolean => {
    const waiting = backlog;
    backlog = [];
    return waiting.every((delta) => live.apply(delta) !== 'gap');
  };
  async function load(): Promise<void> {
    if (loading || stopped) return;
    loading = true;
    clearTimeout(retry);
    try {
      const bytes = await dependencies.getSnapshot();
      if (stopped) return;
      live.replace(bytes);
      dependencies.onTrouble(undefined);
      // The snapshot may come from a cache, a second behind the stream.
      if (!drain()) retry = setTimeout(load, gapRetryMs);
    } catch (error) {
      if (stopped) return;
      dependencies.onTrouble(error);
      if (polling === undefined) retry = setTimeout(load, pollMs);
    } finally {
      loading = false;
    }
  }
  const receive = (event: MessageEvent<string>) => {
    const delta = decodeSeatDelta(bytesOfBase64(event.data));
    if (loading || live.version() < 0) {
      if (backlog.length < deltaBacklogMax) backlog.push(delta);
    } else if (live.apply(delta) === 'gap') void load();
  };
  const stream = dependencies.openStream();
  stream.addEventListener('seats', receive);
  stream.addEventListener('open', () => {
    clearInterval(polling);
    polling = undefined;
    void load();
  });
  stream.addEventListener('error', () => {
    polling ??= setInterval(load, pollMs * (0.9 + Math.random() / 5));
  });
  void load();
  return () => {
    stopped = true;
    stream.close();
    clearTimeout(retry);
    clearInterval(polling);
  };
}
