import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

const retriesMax = 2;

/** Refusals stand; only what may pass by itself is tried again. */
function mayRetry(failures: number, error: Error): boolean {
  if (failures >= retriesMax) return false;
  if (!(error instanceof ApiProblem)) return false;
  if (error.code === 'offline') return false;
  return error.status === 0 || error.status >= 500;
}

/** One for the page: routes begin their queries on it before their code has arrived. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: mayRetry,
      retryDelay: (attempt) => Math.min(4_000, 400 * 2 ** attempt) * (0.75 + Math.random() / 2),
      staleTime: 30_000,
      // Offline is an answer that the screen shows, not a reason to wait in silence.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
