import { expectAccessible } from '../support/accessible.ts';
import { openAccount } from '../support/accounts.ts';
import { agree, cards, payBy } from '../support/card-form.ts';
import { untilState } from '../support/sale.ts';
import { listRows, openSeats } from '../support/seat-map.ts';
import { changePrice, openSmallHall, seatNoOf, smallHall } from '../support/small-hall.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

const won = (minor: number) => `${minor.toLocaleString('ko-KR')}원`;

test('좌석을 고른 뒤 주최자가 가격을 바꾸면 새 금액에 동의하고, 그 금액을 결제한다', async ({
  page,
  customer,
  watch,
}) => {
  const offer = await openSmallHall();
  const other = await openAccount();
  await openSeats(page, offer.event.summary.id, offer.performance.id);
  const list = await listRows(page, 'A구역', [1]);
  await list.getByRole('checkbox', { name: 'A구역 1열 3번' }).check();
  await list.getByRole('checkbox', { name: 'A구역 1열 4번' }).check();

  const newMinor = smallHall.priceMinor - 8_000;
  await changePrice(offer, newMinor, { soldTo: other, seatNos: [seatNoOf(3, 1), seatNoOf(3, 2)] });
  watch.expectRefusal(409, /^\/api\/bookings$/);
  // The new plan comes when the question stands already.
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  await page.route('**/seat-plan**', async (route) => {
    await asked;
    await route.continue();
  });
  await page.getByRole('button', { name: '예매하기' }).click();

  const dialog = page.getByRole('dialog', { name: '가격이 바뀌었어요' });
  await expect(dialog.getByText(won(2 * smallHall.priceMinor))).toBeVisible();
  const question = await dialog.elementHandle();
  isAsked();
  // The page behind has the new plan, and the question is the very same.
  const legend = page.getByRole('region', { name: '등급별 가격', includeHidden: true });
  await expect(legend.getByText(won(newMinor))).toBeVisible();
  expect(await question?.isVisible()).toBe(true);
  await expect(dialog.getByText(won(2 * smallHall.priceMinor))).toBeVisible();
  await expect(dialog.getByText(won(2 * newMinor))).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '새 금액으로 예매하기' }).click();

  await expect(page).toHaveURL(/\/checkout\/bkg_/);
  const bookingId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await agree(page);
  await expect(page.getByRole('button', { name: `${won(2 * newMinor)} 결제하기` })).toBeVisible();
  await payBy(page, cards.good);
  await expect(page.getByText('예매 완료', { exact: true })).toBeVisible();
  const booking = await untilState(customer, bookingId, 'confirmed');
  expect(booking.totalMinor).toBe(2 * newMinor);
});
