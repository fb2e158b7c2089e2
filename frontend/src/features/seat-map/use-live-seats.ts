import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { api } from '../../api/api.ts';
import { createLiveSeats, followSeats, type LiveSeats } from './seat-feed.ts';
import type { SeatMapModel } from './seat-map-model.ts';

/** React is told at most this often; the map itself draws every change. */
const tellMs = 250;

/** The seats as they stand, followed while the component is there. A newer plan has the same seats. */
export function useLiveSeats(model: SeatMapModel): {
  live: LiveSeats;
  /** What keeps the seats from arriving. */
  trouble: unknown;
} {
  const [live] = useState(() => createLiveSeats(model));
  const [trouble, setTrouble] = useState<unknown>();
  const { performanceId } = model.plan;
  useEffect(
    () =>
      followSeats(live, {
        getSnapshot: () => api.getSeatStatus({ params: { performanceId } }),
        openStream: () => new EventSource(api.seatStatusStreamUrl({ performanceId })),
        onTrouble: setTrouble,
      }),
    [live, performanceId],
  );
  return { live, trouble };
}

/** Renders again when seats have changed, four times a second at most. */
export function useSeatRevision(live: LiveSeats): number {
  const throttled = useMemo(() => {
    let shown = live.revision();
    let toldAt = -Infinity;
    return {
      get: () => shown,
      subscribe(listener: () => void) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const tell = () => {
          timer = undefined;
          toldAt = performance.now();
          shown = live.revision();
          listener();
        };
        // What changed between rendering and subscribing must not wait for the next change.
        if (shown !== live.revision()) timer = setTimeout(tell);
        const unsubscribe = live.subscribe(() => {
          // The first news after a while at once, what follows closely in one go.
          timer ??= setTimeout(tell, toldAt + tellMs - performance.now());
        });
        return () => {
          clearTimeout(timer);
          unsubscribe();
        };
      },
    };
  }, [live]);
  return useSyncExternalStore(throttled.subscribe, throttled.get);
}
