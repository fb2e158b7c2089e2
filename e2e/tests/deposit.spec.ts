import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { addresses } from '../support/addresses.ts';
import { agree } from '../support/card-form.ts';
import { mailTo } from '../support/mailbox.ts';
import { holdSeats } from '../support/sale.ts';
import { openSmallHall, smallHall } from '../support/small-hall.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** The customer's bank: the local payment server has one. */
async function transfer(account: string, amount: number): Promise<void> {
  const body = new URLSearchParams({ account_number: account, amount: String(amount) });
  const reply = await fetch(`${addresses.payments}/bank`, { method: 'POST', body });
  expect(reply.status, await reply.text()).toBe(200);
}

test('무통장입금을 고르면 계좌와 기한을 받고, 입금하면 저절로 확정되고 영수증이 남는다', async ({
  page,
  customer,
}) => {
  const offer = await openSmallHall();
  const booking = await holdSeats(customer, offer, 2);
  const amount = `${booking.totalMinor.toLocaleString('ko-KR')}원`;
  await page.goto(`/checkout/${booking.id}`);
  await page.getByRole('radio', { name: '무통장입금 (가상계좌)' }).check();
  await expect(page.getByText(`${smallHall.depositHours}시간 안에 입금하면`)).toBeVisible();
  await agree(page);
  await page.getByRole('button', { name: '계좌번호 받기' }).click();

  await expect(page).toHaveURL(new RegExp(`/bookings/${booking.id}$`));
  await expect(page.getByText('입금을 기다리고 있어요').first()).toBeVisible();
  const account = page.getByText(/^\d{3}-\d{4}-\d{6}$/);
  await expect(account).toBeVisible();
  await expect(page.getByText(amount).first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const number = (await account.textContent()) ?? '';
  expect((await mailTo(customer.email, 'deposit_requested')).text).toContain(number);
  // Leaving a page that waits for a transfer gives nothing back.
  await page.goto('/bookings');
  await expect(page.getByText('입금 대기', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: '골목의 낭독회' }).click();
  await expect(account).toBeVisible();

  await transfer(number, booking.totalMinor);
  await expect(page.getByText('예매 완료', { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: '영수증' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '영수증' })).toBeVisible();
  await expect(page.getByText('무통장입금 (가상계좌)')).toBeVisible();
  await expect(page.getByText(amount)).toBeVisible();
});
