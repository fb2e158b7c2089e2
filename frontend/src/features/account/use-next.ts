import { useCallback } from 'react';
import { useLocation } from '../../router/context.ts';
import { go } from '../../router/history.ts';
import { safeNextPath } from './next-path.ts';

/** Where the visitor was going when asked to sign in, and how to go on there (home otherwise). */
export function useNext(): { next: string | undefined; goOn: () => void } {
  const search: { readonly next?: unknown } = useLocation().place?.search ?? {};
  const next = safeNextPath(search.next);
  const goOn = useCallback(() => void go(next ?? '/', { replace: true }), [next]);
  return { next, goOn };
}
