import { expect, test } from 'vitest';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BookingStore } from '../storage/booking-store.ts';
import { hangBell } from './booking-bell.ts';

const record = { id: 'bkg_1' } as BookingRecord;
const hung = (saved: BookingRecord | undefined) =>
  hangBell({ save: async () => saved } as unknown as BookingStore);
/** Far beyond the test's own time. */
const longMs = 600_000;

test('a change rings for all who listen to that booking, also for one who waits only afterwards', async () => {
  const { store, bell } = hung(record);
  const [early, late] = [bell.listen('bkg_1'), bell.listen('bkg_1')];
  const heard = early.heard(longMs);
  await store.save(record, []);
  await heard;
  await late.heard(longMs);
});

test('what was not saved, and another booking, ring for nobody; the time ends the wait', async () => {
  for (const [saved, changed] of [
    [undefined, record],
    [record, { ...record, id: 'bkg_2' }],
  ] as const) {
    const { store, bell } = hung(saved);
    const heard = bell
      .listen('bkg_1')
      .heard(60)
      .then(() => 'heard');
    await store.save(changed, []);
    // A ring would be heard before the next turn of the event loop.
    const next = new Promise((resolve) => setImmediate(resolve, 'nothing yet'));
    expect(await Promise.race([heard, next])).toBe('nothing yet');
    expect(await heard).toBe('heard');
  }
});

test('a stop ends every wait, also one that begins after it', async () => {
  const { bell } = hung(record);
  const heard = bell.listen('bkg_1').heard(longMs);
  bell.close();
  await heard;
  await bell.listen('bkg_1').heard(longMs);
  expect(bell.isClosed()).toBe(true);
});
