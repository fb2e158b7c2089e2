import { expectAccessible } from '../support/accessible.ts';
import { agree, cards, payBy } from '../support/card-form.ts';
import { demo, findOffer } from '../support/catalogue.ts';
import { mailTo } from '../support/mailbox.ts';
import { holdSeats } from '../support/sale.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

test('카드로 결제하면 예매가 확정되고, 확인 메일이 오고, 내역에 남는다', async ({
  page,
  customer,
  isMobile,
}) => {
  const offer = await findOffer(demo.tribute, isMobile);
  const booking = await holdSeats(customer, offer, 2);
  const amount = `${booking.totalMinor.toLocaleString('ko-KR')}원`;
  await page.goto(`/checkout/${booking.id}`);
  await expect(page.getByText('좌석을 잡아 둔 시간')).toBeVisible();
  await expect(page.getByText(amount).first()).toBeVisible();
  await expectAccessible(page);

  await payBy(page, cards.good);
  await expect(page.getByText('취소/환불 규정에 동의해 주세요.')).toBeVisible();
  await agree(page);
  await payBy(page, cards.good);

  await expect(page).toHaveURL(new RegExp(`/bookings/${booking.id}$`));
  await expect(page.getByText('예매 완료', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: '티켓 보기' })).toBeVisible();
  const mail = await mailTo(customer.email, 'booking_confirmed');
  expect(mail.text).toContain(demo.tribute);
  expect(mail.text).toContain(amount);
  await page.goto('/bookings');
  await expect(page.getByRole('link', { name: demo.tribute })).toBeVisible();
});

test('거절되거나 잔액이 모자란 카드는 그렇다고 하고, 다른 카드로 이어서 결제한다', async ({
  page,
  customer,
  isMobile,
  watch,
}) => {
  const offer = await findOffer(demo.tribute, isMobile);
  const booking = await holdSeats(customer, offer, 1);
  await page.goto(`/checkout/${booking.id}`);
  await agree(page);
  // Stripe answers a refused card with 402.
  watch.expectRefusal(402, /\/payment_intents\/\w+\/confirm$/);
  await payBy(page, cards.declined);
  await expect(page.getByText('카드사가 승인하지 않았어요.')).toBeVisible();
  await expect(page.getByText('결제된 금액은 없고 좌석은 그대로예요.')).toBeVisible();
  await expectAccessible(page);
  await payBy(page, cards.noFunds);
  await expect(page.getByText('잔액이나 한도가 부족해요.')).toBeVisible();
  await payBy(page, cards.good);
  await expect(page).toHaveURL(new RegExp(`/bookings/${booking.id}$`));
  await expect(page.getByText('예매 완료', { exact: true })).toBeVisible();
});

test('본인 인증을 요구하는 카드는 인증 화면을 다녀와서 확정되고, 실패하면 다시 할 수 있다', async ({
  page,
  customer,
  isMobile,
}) => {
  const offer = await findOffer(demo.tribute, isMobile);
  const booking = await holdSeats(customer, offer, 1);
  await page.goto(`/checkout/${booking.id}`);
  await agree(page);
  await payBy(page, cards.asksBank);
  await expect(page.getByRole('heading', { name: '카드 본인 인증' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '인증 실패' }).click();
  await expect(page).toHaveURL(new RegExp(`/checkout/${booking.id}`));
  await expect(page.getByText('본인 인증이 끝나지 않았어요.')).toBeVisible();
  await payBy(page, cards.asksBank);
  await page.getByRole('button', { name: '인증 완료' }).click();
  await expect(page).toHaveURL(new RegExp(`/bookings/${booking.id}$`));
  await expect(page.getByText('예매 완료', { exact: true })).toBeVisible();
});

test('결제 전에 그만두면 좌석이 풀리고 결제되지 않는다', async ({ page, customer, isMobile }) => {
  const offer = await findOffer(demo.tribute, isMobile);
  const booking = await holdSeats(customer, offer, 1);
  await page.goto(`/checkout/${booking.id}`);
  await page.getByRole('button', { name: '예매 그만두기' }).click();
  const dialog = page.getByRole('dialog', { name: '예매를 그만둘까요?' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '그만두기' }).click();
  await expect(page).toHaveURL(/\/events\/.*tab=seats/);
  const notice = page.getByRole('listitem').filter({ hasText: '예매를 그만뒀어요' });
  await expect(notice).toContainText('결제된 금액은 없어요.');
});
