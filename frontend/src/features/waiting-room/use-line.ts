import type { WaitingRoomStatus } from '@ticketing/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/api.ts';
import { ApiProblem, isProblem } from '../../api/problem.ts';
import { enterWaitingRoom } from './enter.ts';
import { places } from './place.ts';
import { nearFront, peopleAhead, pollIntervalMs, rememberRate } from './waiting-estimate.ts';

/** One visitor's way through the line. */
export type Line =
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
type Waiting = Extract<Line, { kind: 'waiting' }>;

/** Between attempts to come in that did not succeed. */
const againMs = 1_500;

/** Faults that pass by themselves: the place is kept, and it goes on when they are over. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiProblem &&
  (error.status === 0 || error.status >= 500 || error.code === 'rate_limited');

/** The line with a new status applied; the number of people ahead never grows. */
export function withStatus(line: Waiting, status: WaitingRoomStatus): Line {
  if (status.state === 'sold_out') return { kind: 'sold_out' };
  if (status.state === 'closed') return { kind: 'closed' };
  const ahead =
    status.state === 'open' ? 0 : peopleAhead(line.position, status.serving, line.ahead);
  return { ...line, ahead, status, rates: rememberRate(line.rates, status.ratePerMinute) };
}

/** Takes a place, reads the status at a fitting pace, and comes in when the place is served. */
export function useLine(performanceId: string, enabled: boolean) {
  const [line, setLine] = useState<Line>({ kind: 'joining' });
  const [lostTouch, setLostTouch] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const entering = useRef(false);

  const enter = useCallback(async () => {
    if (entering.current) return;
    entering.current = true;
    try {
      const entry = await enterWaitingRoom(performanceId);
      setLostTouch(false);
      if (entry.state === 'admitted') setLine({ kind: 'admitted' });
      else if (entry.state === 'not_open') setLine({ kind: 'not_open', opensAt: entry.opensAt });
      else {
        const { position } = entry;
        const ahead = places.read(performanceId)?.aheadShown;
        setLine((now) =>
          now.kind === 'waiting' && now.position === position
            ? now
            : { kind: 'waiting', position, ahead, status: undefined, rates: [] },
        );
      }
    } catch (error) {
      if (isPassing(error)) {
        setLostTouch(true);
        setTimeout(() => setAttempt((count) => count + 1), againMs * 2);
      } else if (isProblem(error, 'sale_closed')) setLine({ kind: 'closed' });
      else setLine({ kind: 'failed', error });
    } finally {
      entering.current = false;
    }
  }, [performanceId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt enters once more
  useEffect(() => {
    if (enabled) void enter();
  }, [enabled, enter, attempt]);

  const accept = useCallback((status: WaitingRoomStatus) => {
    setLostTouch(false);
    setLine((now) => (now.kind === 'waiting' ? withStatus(now, status) : now));
  }, []);

  const waiting = line.kind === 'waiting';
  const ahead = waiting ? line.ahead : undefined;
  const isNear = ahead !== undefined && ahead <= nearFront;
  const aheadNow = useRef(ahead);
  aheadNow.current = ahead;

  useEffect(() => {
    const place = places.read(performanceId);
    if (place === undefined || ahead === undefined || place.aheadShown === ahead) return;
    places.write(performanceId, { ...place, aheadShown: ahead });
  }, [performanceId, ahead]);

  useEffect(() => {
    if (!waiting) return;
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const poll = async () => {
      try {
        const status = await api.getWaitingRoomStatus({ params: { performanceId } });
        if (!stopped) accept(status);
      } catch {
        if (!stopped) setLostTouch(true);
      }
      if (stopped) return;
      timer = setTimeout(poll, pollIntervalMs(aheadNow.current ?? 0, Math.random()));
    };
    void poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [waiting, performanceId, accept]);

  useEffect(() => {
    if (!isNear) return;
    // Polling goes on beside the stream, so a stream that fails costs nothing.
    const stream = new EventSource(api.waitingRoomStreamUrl({ performanceId }));
    stream.addEventListener('status', (event: MessageEvent<string>) => {
      accept(JSON.parse(event.data) as WaitingRoomStatus);
    });
    return () => stream.close();
  }, [isNear, performanceId, accept]);

  useEffect(() => {
    if (ahead !== 0) return;
    void enter();
    const timer = setInterval(enter, againMs);
    return () => clearInterval(timer);
  }, [ahead, enter]);

  return { line, lostTouch, enterAgain: enter };
}
