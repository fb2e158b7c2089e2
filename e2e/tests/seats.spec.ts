import { expectAccessible } from '../support/accessible.ts';
import { demo, findOffer } from '../support/catalogue.ts';
import {
  chosenCount,
  chosenSeats,
  comeClose,
  focusByTab,
  openSeats,
  placesOn,
  pressUntil,
} from '../support/seat-map.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

test('배치도에서 네 자리를 고르고, 다섯 번째는 안 되고, 예매하기로 결제까지 간다', async ({
  page,
  isMobile,
}) => {
  const { event, performance } = await findOffer(demo.musical, isMobile);
  const max = performance.ticketsPerCustomerMax;
  expect(max).toBe(4);
  await openSeats(page, event.summary.id, performance.id);
  await expectAccessible(page);
  const map = await comeClose(page);
  const walk = { places: placesOn(page, map), byTouch: isMobile };
  await pressUntil(map, walk, async () => (await chosenSeats(page).count()) === max);
  await expect(chosenCount(page, max, max)).toBeVisible();
  const limit = page.getByText('한 사람이 이 회차에 4매까지 예매할 수 있어요.');
  await pressUntil(map, walk, () => limit.isVisible());
  await expect(chosenSeats(page)).toHaveCount(max);
  await page.getByRole('button', { name: '예매하기' }).click();
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
  await expect(page.getByRole('heading', { level: 1, name: '결제' })).toBeVisible();
});

test('키보드만으로 목록에서 좌석을 골라 예매한다', async ({ page, isMobile }) => {
  const { event, performance } = await findOffer(demo.play, isMobile);
  const max = performance.ticketsPerCustomerMax;
  await page.goto(`/events/${event.summary.id}?tab=seats&performance=${performance.id}`);
  await expect(page.getByRole('application', { name: '좌석 배치도' })).toBeVisible();
  await focusByTab(page, page.getByRole('button', { name: '목록으로 보기' }));
  await page.keyboard.press('Enter');
  const list = page.getByRole('region', { name: '구역과 좌석 목록' });
  const folded = list.getByRole('button', { expanded: false });
  await focusByTab(page, folded.filter({ hasText: /[1-9]\d*석 남음/ }).first());
  await page.keyboard.press('Enter');
  await focusByTab(page, folded.filter({ hasText: /^.*열.*[1-9]\d*석 남음/ }).first());
  await page.keyboard.press('Space');
  await focusByTab(page, list.getByRole('checkbox').first());
  await page.keyboard.press('Space');
  await expect(list.getByRole('checkbox', { checked: true })).toHaveCount(1);
  await expect(chosenCount(page, 1, max)).toBeVisible();
  await expectAccessible(page);
  await focusByTab(page, page.getByRole('button', { name: '예매하기' }), 200);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
});
