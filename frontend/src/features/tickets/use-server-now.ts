import { useEffect, useState } from 'react';
import { msToNextSecond } from './server-clock.ts';

/**
 * The server's epoch milliseconds, renewed on the beat of its seconds and at once when the page comes back
 * to the front.
 */
export function useServerNow(clockOffsetMs: number): number {
  const [now, setNow] = useState(() => Date.now() + clockOffsetMs);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      clearTimeout(timer);
      const serverNow = Date.now() + clockOffsetMs;
      setNow(serverNow);
      timer = setTimeout(tick, msToNextSecond(serverNow));
    };
    tick();
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [clockOffsetMs]);
  return now;
}
