import { useEffect, useState } from 'react';

/**
 * Keeps the screen on while the page is in front (https://www.w3.org/TR/screen-wake-lock/). Browsers
 * drop the lock when the page is hidden, so it is asked for again on return.
 *
 * @returns whether the screen is being kept on
 */
export function useWakeLock(wanted: boolean): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const ask = async () => {
      if (document.visibilityState !== 'visible') return;
      // Refused at low battery or by policy: the ticket works all the same.
      const given = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (ended) return void given?.release();
      lock = given;
      setHeld(given !== undefined);
    };
    const askAgain = () => void ask();
    askAgain();
    document.addEventListener('visibilitychange', askAgain);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', askAgain);
      setHeld(false);
      void lock?.release();
    };
  }, [wanted]);
  return held;
}
