import type { BookingDependencies } from '../dependencies.ts';
import { cancelByOrganizer } from './cancel-booking.ts';
import { endBooking } from './end-booking.ts';

const pageSize = 100;

/**
 * The organizer cancelled the performance: every paid booking is refunded in full, every unpaid one ends.
 * Repeatable; one that is being paid right now is caught when it is confirmed.
 */
export async function cancelPerformance(
  dependencies: BookingDependencies,
  performanceId: string,
): Promise<void> {
  let afterId = '';
  while (true) {
    const page = await dependencies.store.listOpenOfPerformance(performanceId, {
      afterId,
      limit: pageSize,
    });
    for (const record of page) {
      if (record.state === 'pending_payment') {
        await endBooking(dependencies, record.id, {
          reason: 'performance_cancelled',
          evenWhenSecured: false,
        });
      } else {
        await cancelByOrganizer(dependencies, record.id);
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    afterId = last.id;
  }
}
