import type { Locator, Page } from '@playwright/test';
import type { SeatPlan } from '@ticketing/contracts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import type { Offer } from '../support/catalogue.ts';
import { chosenSeats, listRows, openSeats } from '../support/seat-map.ts';
import { openSmallHall, smallHall } from '../support/small-hall.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** The rows of the hall as a list, unfolded: the first and the one with the wheelchair place. */
async function openList(page: Page, { event, performance }: Offer): Promise<Locator> {
  await openSeats(page, event.summary.id, performance.id);
  return listRows(page, 'A구역', [1, 2]);
}

const book = (page: Page) => page.getByRole('button', { name: '예매하기' }).click();

test('한 자리만 남기는 선택은 이유를 말하고, 함께 선택할 좌석을 더해 준다', async ({
  page,
  watch,
}) => {
  const offer = await openSmallHall();
  watch.expectRefusal(409, /^\/api\/bookings$/);
  const list = await openList(page, offer);
  await list.getByRole('checkbox', { name: 'A구역 1열 2번' }).check();
  await book(page);
  await expect(page.getByText(/A구역 1열 1번을 함께 선택하거나/)).toBeVisible();
  await expect(page.getByText(/결제된 금액은 없어요/)).toBeVisible();
  await expect(list.getByRole('checkbox', { name: /1열 1번 \(함께 선택할 좌석\)/ })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: '함께 선택' }).click();
  await expect(chosenSeats(page)).toHaveCount(2);
  await book(page);
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
});

test('휠체어석은 남은 좌석에 들지 않고, 필요하다고 켜면 동반석과 함께 예매한다', async ({
  page,
}) => {
  const offer = await openSmallHall();
  const list = await openList(page, offer);
  await expect(page.getByText('22석', { exact: true })).toBeVisible();
  await expect(list.getByRole('checkbox', { name: /휠체어석/ })).toHaveCount(0);
  await page.getByRole('switch', { name: '휠체어석이 필요해요' }).check();
  await expect(page.getByText('24석', { exact: true })).toBeVisible();
  await list.getByRole('checkbox', { name: 'A구역 2열 1번 (휠체어석)' }).check();
  await list.getByRole('checkbox', { name: 'A구역 2열 2번 (동반석)' }).check();
  await expect(page.getByText('R석 · 휠체어석')).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('switch', { name: '휠체어석이 필요해요' })).toBeChecked();
  await expect(chosenSeats(page)).toHaveCount(2);
  await book(page);
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
});

test('고르는 사이 가격이 바뀌면 옛 금액과 새 금액을 보여 주고, 동의해야 예매한다', async ({
  page,
  watch,
}) => {
  const offer = await openSmallHall();
  // What a page that was opened before the change still shows.
  await page.route('**/seat-plan**', async (route) => {
    const response = await route.fetch();
    const plan: SeatPlan = await response.json();
    const priceLevels = plan.priceLevels.map((level) => ({
      ...level,
      priceMinor: level.priceMinor - 5_000,
    }));
    await route.fulfill({ response, json: { ...plan, priceLevels } });
  });
  watch.expectRefusal(409, /^\/api\/bookings$/);
  await openSeats(page, offer.event.summary.id, offer.performance.id);
  await page.getByRole('button', { name: '이 등급에서 잡기' }).click();
  const dialog = page.getByRole('dialog', { name: '가격이 바뀌었어요' });
  const won = (minor: number) => `${minor.toLocaleString('ko-KR')}원`;
  await expect(dialog.getByText(won(2 * (smallHall.priceMinor - 5_000)))).toBeVisible();
  await expect(dialog.getByText(won(2 * smallHall.priceMinor))).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '새 금액으로 예매하기' }).click();
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
  await expect(page.getByText(won(2 * smallHall.priceMinor)).first()).toBeVisible();
});
