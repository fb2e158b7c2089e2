import { seatStatus } from '@ticketing/contracts';
import { waitUntil } from '@ticketing/testing';
import { untilState } from '../support/sale.ts';
import { holdSeatNos, openSmallHall, readSeats, seatNoOf } from '../support/small-hall.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** The hold itself lasts for minutes: seats that are free by then were given back. */
const freeMsMax = 30_000;

test('결제하지 않고 화면을 떠나면 좌석이 곧 풀린다', async ({ page, customer }) => {
  const offer = await openSmallHall();
  const seatNo = seatNoOf(1, 1);
  const booking = await holdSeatNos(customer, offer, [seatNo, seatNo + 1]);
  await page.goto(`/checkout/${booking.id}`);
  // Looking at the card form is not paying yet.
  await expect(page.getByLabel('카드 번호')).toBeVisible();
  expect((await readSeats(offer))[seatNo]).toBe(seatStatus.held);
  // To another address: the page is gone, and only a call that outlives it can tell.
  await page.goto('/search');
  await waitUntil(async () => (await readSeats(offer))[seatNo] === seatStatus.available, {
    withinMs: freeMsMax,
    everyMs: 250,
  });
  const ended = await untilState(customer, booking.id, 'expired');
  expect(ended.expiredReason).toBe('released');
});
