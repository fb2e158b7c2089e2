import { useRouter, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { safeNextPath } from './next-path.ts';

/** Where the visitor was going when asked to sign in, and how to go on there (home otherwise). */
export function useNext(): { next: string | undefined; goOn: () => void } {
  const router = useRouter();
  const search: { next?: unknown } = useSearch({ strict: false });
  const next = safeNextPath(search.next);
  const goOn = useCallback(() => router.history.replace(next ?? '/'), [router, next]);
  return { next, goOn };
}
