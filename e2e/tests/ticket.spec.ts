import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@ticketing/testing';
import { expectAccessible } from '../support/accessible.ts';
import { gateApi } from '../support/accounts.ts';
import { demo, findOffer, findOfferWithFee } from '../support/catalogue.ts';
import { mailTo } from '../support/mailbox.ts';
import { readCode } from '../support/read-code.ts';
import { buyTickets } from '../support/sale.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** A code is renewed after this, and taken a little longer. */
const slotMs = 60_000;
const slotGraceMs = 15_000;

interface Scanned {
  readonly result?: string;
  readonly type?: string;
  readonly code?: string;
}

/** Shows a code to the gate, as a new scan. */
const scan = async (gate: ApiClient, performanceId: string, payload: string) => {
  const command = { payload, performanceId };
  return gate.post<Scanned>('/gate/scans', command, { idempotencyKey: randomUUID() });
};

test('티켓의 QR은 한 번만 들어가고, 1분마다 바뀌고, 지난 QR로는 못 들어간다', async ({
  page,
  customer,
  isMobile,
}) => {
  test.slow();
  const offer = await findOffer(demo.match, isMobile);
  const booking = await buyTickets(customer, offer, 2);
  const { performance } = booking;
  await page.goto(`/bookings/${booking.id}`);
  await page.getByRole('link', { name: '티켓 보기' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '티켓 보기' })).toBeVisible();
  const first = page.getByRole('article', { name: '티켓 1/2' });
  const code = first.getByRole('img', { name: /^입장 QR 코드/ });
  await expect(code).toBeVisible();
  await expect(first.getByText(/^\d+초/)).toBeVisible();
  await expectAccessible(page);
  const gate = await gateApi();
  const used = await readCode(code);
  const admitted = await scan(gate, performance.id, used);
  expect(admitted.body).toMatchObject({ result: 'admitted' });
  const again = await scan(gate, performance.id, used);
  expect(again.body).toMatchObject({ code: 'ticket_already_used' });

  await page.getByRole('button', { name: '다음 티켓' }).click();
  const second = page.getByRole('article', { name: '티켓 2/2' });
  const secondCode = second.getByRole('img', { name: /^입장 QR 코드/ });
  await expect(secondCode).toBeVisible();
  const slot = await secondCode.getAttribute('data-slot');
  const old = await readCode(secondCode);
  // A minute is long: one of the two projects waits for it.
  if (isMobile) return;
  await expect(secondCode).not.toHaveAttribute('data-slot', slot ?? '', { timeout: slotMs + 5000 });
  const renewed = await readCode(secondCode);
  expect(renewed).not.toBe(old);
  await page.waitForTimeout(slotGraceMs);
  const late = await scan(gate, performance.id, old);
  expect(late.body).toMatchObject({ code: 'ticket_slot_expired' });
  const inTime = await scan(gate, performance.id, await readCode(secondCode));
  expect(inTime.body).toMatchObject({ result: 'admitted' });
});

test('취소하면 먼저 수수료를 보여 주고, 그만큼 빼고 돌려주고, 티켓은 못 쓰게 된다', async ({
  page,
  customer,
  isMobile,
}) => {
  const offer = await findOfferWithFee(demo.musical, isMobile);
  const booking = await buyTickets(customer, offer, 1);
  const quote = await customer.api.get<{ feeMinor: number; refundMinor: number }>(
    `/bookings/${booking.id}/cancellation`,
  );
  expect(quote.body.feeMinor).toBeGreaterThan(0);
  const won = (minor: number) => `${minor.toLocaleString('ko-KR')}원`;

  await page.goto(`/bookings/${booking.id}`);
  const cancel = page.getByRole('region', { name: '취소' });
  await cancel.getByRole('checkbox').first().check();
  await expect(cancel.getByText(`−${won(quote.body.feeMinor)}`)).toBeVisible();
  await expect(cancel.getByText(won(quote.body.refundMinor), { exact: true })).toBeVisible();
  await cancel.getByRole('button', { name: '티켓 1매 취소' }).click();
  const dialog = page.getByRole('dialog', { name: '티켓 1매를 취소할까요?' });
  await expect(dialog.getByText(won(quote.body.refundMinor), { exact: true })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '취소하기' }).click();
  await expect(page.getByText('취소한 예매예요')).toBeVisible();
  await expect(page.getByText('취소수수료')).toBeVisible();
  const mail = await mailTo(customer.email, 'booking_cancelled');
  expect(mail.text).toContain(won(quote.body.refundMinor));
  await page.goto(`/bookings/${booking.id}/tickets`);
  await expect(page.getByText('취소한 티켓이라 입장할 수 없어요.')).toBeVisible();
});
