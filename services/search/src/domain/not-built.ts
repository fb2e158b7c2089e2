import { type ApiError, problem } from '@ticketing/service-kit';

const retryAfterSeconds = 2;

/** What every engine answers until its first index is built. */
export const notBuiltYet = (): ApiError =>
  problem('service_unavailable', 'The search index is being built', { retryAfterSeconds });
