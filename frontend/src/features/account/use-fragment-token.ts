import { useEffect, useState } from 'react';
import { go } from '../../router/history.ts';

/** The token of `#token=...`; undefined when there is none. */
export const tokenOfFragment = (fragment: string): string | undefined =>
  new URLSearchParams(fragment.replace(/^#/, '')).get('token') ?? undefined;

/**
 * The one-time token of an e-mail's link. It stands in the fragment, which no server sees, and leaves the
 * address bar at once, so that neither history nor a screenshot keeps it.
 */
export function useFragmentToken(): string | undefined {
  const [token] = useState(() => tokenOfFragment(location.hash));
  useEffect(() => {
    if (location.hash === '') return;
    void go(location.pathname + location.search, { replace: true, resetScroll: false });
  }, []);
  return token;
}
