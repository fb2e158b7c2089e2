import type { Page } from '@playwright/test';
import { demo, findOffer } from '../support/catalogue.ts';
import { expect, test } from '../support/test.ts';

const scrolledTo = (page: Page): Promise<number> => page.evaluate('Math.round(scrollY)');

/** The home page's ranking, scrolled down to its last event, which it answers. */
async function openRanking(page: Page) {
  await page.goto('/');
  const heading = page.getByRole('heading', { name: '지금 예매 중' });
  const ranking = page.locator('section', { has: heading }).getByRole('listitem');
  const last = ranking.last().getByRole('link').first();
  await last.scrollIntoViewIfNeeded();
  await expect.poll(() => scrolledTo(page)).toBeGreaterThan(200);
  return last;
}

test('뒤로 가면 보던 자리로, 새 페이지는 맨 위에서 시작한다', async ({ page }) => {
  const event = await openRanking(page);
  const left = await scrolledTo(page);
  const name = (await event.textContent()) ?? '';
  await event.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page).toHaveTitle(`${name} – 티켓팅 프로`);
  await expect.poll(() => scrolledTo(page)).toBe(0);
  // Read aloud, a page that changes in place would be silent.
  await expect(page.getByRole('main')).toBeFocused();

  await page.goBack();
  await expect(page).toHaveTitle('티켓팅 프로');
  await expect.poll(() => scrolledTo(page)).toBe(left);
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect.poll(() => scrolledTo(page)).toBe(0);
});

test('탭을 바꾸면 주소가 따라오고, 뒤로 가면 공연을 떠난다', async ({ page, isMobile }) => {
  const { event } = await findOffer(demo.musical, isMobile);
  await page.goto('/search?category=musical');
  await page.goto(`/events/${event.summary.id}`);
  const tab = page.getByRole('tab', { name: '취소/환불 안내' });
  await tab.scrollIntoViewIfNeeded();
  const before = await scrolledTo(page);
  await tab.click();
  await expect(page).toHaveURL(/\?tab=refunds$/);
  await expect(page.getByText('취소수수료').first()).toBeVisible();
  expect(await scrolledTo(page)).toBe(before);
  await page.goBack();
  await expect(page).toHaveURL(/\/search\?category=musical$/);
});

test('주소의 검색 조건은 뒤로 가기로 하나씩 풀린다', async ({ page, isMobile }) => {
  await page.goto('/search?category=musical');
  // On a phone the filters stand in a sheet.
  if (isMobile) await page.getByRole('button', { name: '필터' }).click();
  const filters = isMobile
    ? page.getByRole('dialog', { name: '필터' })
    : page.getByRole('complementary', { name: '필터' });
  await filters.getByRole('link', { name: /^서울/ }).click();
  await expect(page).toHaveURL(/\?category=musical&region=seoul$/);
  await page.goBack();
  await expect(page).toHaveURL(/\?category=musical$/);
  await expect(filters.getByRole('link', { name: /^서울/ })).toBeVisible();
});

test('링크는 새 탭에서도 열리고, 본문 건너뛰기는 페이지에 머문다', async ({ page, context }) => {
  await page.goto('/');
  const bookings = page.getByRole('navigation', { name: '주 메뉴' }).getByRole('link').first();
  await expect(bookings).toHaveAttribute('href', '/bookings');
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    bookings.click({ modifiers: ['ControlOrMeta'] }),
  ]);
  await expect(opened).toHaveURL(/\/login\?next=%2Fbookings$/);
  await opened.close();

  await expect(page).toHaveURL(/:\d+\/$/);
  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: '본문으로 건너뛰기' }).press('Enter');
  await expect(page).toHaveURL(/\/#main$/);
  await expect(page.getByRole('heading', { name: '지금 예매 중' })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});

test('새 버전에서 사라진 화면은 한 번 새로 열어 보고, 그래도 없으면 알린다', async ({
  page,
  watch,
}) => {
  watch.expectRefusal(404, /LoginPage/);
  await page.route('**/assets/LoginPage-*', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.getByRole('navigation', { name: '주 메뉴' }).getByRole('link').nth(1).click();
  await expect(page.getByText('이 화면을 여는 중에 문제가 생겼어요')).toBeVisible();
  // It may be there to read before the browser says that all is loaded.
  await expect.poll(() => loads).toBe(1);
  await page.unroute('**/assets/LoginPage-*');
  await page.getByRole('button', { name: '다시 열기' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '로그인' })).toBeVisible();
});
