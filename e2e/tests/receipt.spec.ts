import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { buyTickets } from '../support/sale.ts';
import { openSmallHall, organizerApi } from '../support/small-hall.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

test('영수증은 결제한 카드와 금액을 보여 주고, 인쇄하면 그것만 종이에 남는다', async ({
  page,
  customer,
}) => {
  const booking = await buyTickets(customer, await openSmallHall(), 2);
  await page.goto(`/bookings/${booking.id}`);
  await page.getByRole('link', { name: '영수증' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '영수증' })).toBeVisible();
  await expect(page.getByText('Visa 카드 (끝자리 4242)')).toBeVisible();
  await expect(page.getByText('66,000원')).toBeVisible();
  await expect(page.getByText('예매수수료 6,000원 포함')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.getByRole('button', { name: '인쇄하기' })).toBeHidden();
  await expect(page.getByText('66,000원')).toBeVisible();
});

test('공연이 연기되면 예매한 사람과 공연 화면을 보는 사람에게 알려 준다', async ({
  page,
  customer,
}) => {
  const offer = await openSmallHall();
  const booking = await buyTickets(customer, offer, 1);
  const organizer = await organizerApi();
  const { status } = await organizer.post(
    `/organizer/performances/${offer.performance.id}/postpone`,
    {},
  );
  expect(status).toBe(200);
  const full = async () => (await customer.api.get(`/bookings/${booking.id}`)).body;
  await expect.poll(full, { timeout: 20_000 }).toHaveProperty('fullRefundUntil');
  await page.goto(`/bookings/${booking.id}`);
  await expect(page.getByText('공연이 연기됐어요')).toBeVisible();
  await expect(page.getByText(/취소하면 수수료 없이 전액 돌려드려요/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: '공연 페이지' }).click();
  await expect(page.getByText('연기된 공연이에요')).toBeVisible();
  await expect(page.getByText('새 일정 미정')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
