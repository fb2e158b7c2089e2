import { ApiError, problem } from '@ticketing/service-kit';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { outageRetrySeconds } from '../domain/limits.ts';
import { isProtected, type Room } from './rooms.ts';

/**
 * Work that asks the shared store, and what becomes of it while the store is away. A protected sale
 * closes: letting people in uncounted would be unfair to those in line and too much for the sale. A sale
 * that is open to everybody stays so. A room that is not known counts as protected.
 * Throws what `work` throws as an ApiError, and service_unavailable for a protected sale.
 */
export async function despiteOutage<Result>(
  { metrics, logger }: Pick<WaitingRoomDependencies, 'metrics' | 'logger'>,
  room: Pick<Room, 'terms' | 'state'> | undefined,
  { work, openly }: { work: () => Promise<Result>; openly: () => Result },
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const sale = room === undefined || isProtected(room) ? 'protected' : 'open';
    metrics.storeFailures.inc({ sale });
    logger.warn({ err: error, sale }, 'the waiting room cannot be asked');
    if (sale === 'open') return openly();
    const retryAfterSeconds = outageRetrySeconds;
    throw problem('service_unavailable', 'The waiting room is out of reach', { retryAfterSeconds });
  }
}
