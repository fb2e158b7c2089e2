import type { Page } from '@playwright/test';
import type { Entry } from '@ticketing/contracts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { openAccount } from '../support/accounts.ts';
import { addresses } from '../support/addresses.ts';
import { demo, findOffer, type Offer } from '../support/catalogue.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** People who came before; one is let in each second. */
const earlierVisitors = 12;

test('인기 공연은 저절로 대기열로 가고, 숫자가 줄고, 차례가 되면 저절로 들어간다', async ({
  page,
  isMobile,
}) => {
  const { event, performance } = await findOffer(demo.hotSale, isMobile);
  await Promise.all(
    Array.from({ length: earlierVisitors }, async () => {
      const { api } = await openAccount();
      const { body } = await api.post<Entry>(`/waiting-room/${performance.id}/entries`, {});
      expect(body.state).toBe('waiting');
    }),
  );

  await page.goto(`/events/${event.summary.id}?performance=${performance.id}`);
  await page.getByRole('tab', { name: '좌석선택' }).click();
  await expect(page).toHaveURL(new RegExp(`/waiting-room/${performance.id}$`));
  await expect(page.getByText('내 앞에 기다리는 사람', { exact: true })).toBeVisible();
  const place = page
    .getByRole('definition')
    .filter({ hasText: /^\d+\s*명$/ })
    .first();
  const ahead = async () => Number.parseInt((await place.textContent()) ?? '', 10);
  const first = await ahead();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(earlierVisitors);

  await page.reload();
  await expect(place).toBeVisible();
  await expect.poll(ahead, { message: 'the number goes down' }).toBeLessThan(first);
  await expect(page).toHaveURL(/\/events\/.*tab=seats/, { timeout: 30_000 });
  // Whoever has waited is led to the seats, not to the top of the page.
  await expect(page.getByRole('application', { name: '좌석 배치도' })).toBeInViewport();

  await page.getByRole('button', { name: '이 등급에서 잡기' }).click();
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
});

const titleOf = (page: Page, { event }: Offer) =>
  page.getByRole('heading', { level: 1, name: event.summary.title.ko });

/** Before the opening nobody has a place, so that these tests take none from each other. */
async function closeUntilLater(page: Page): Promise<void> {
  const opensAt = new Date(Date.now() + 60 * 60 * 1000).toISOString();
  await page.route(/\/waiting-room\/[^/]+\/entries$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const headers = {
      'access-control-allow-origin': addresses.site,
      'access-control-allow-credentials': 'true',
    };
    return route.fulfill({ headers, json: { state: 'not_open', opensAt } satisfies Entry });
  });
}

/** What the page may weigh on the wire: document, styles and scripts. */
const pageBytesMax = 14_000;

test('대기열 화면은 앱을 부르지 않고, 글꼴을 빼면 14 KB를 넘지 않는다', async ({
  page,
  isMobile,
}) => {
  const offer = await findOffer(demo.hotSale, isMobile);
  await closeUntilLater(page);
  const sizes = new Map<string, Promise<number>>();
  page.on('requestfinished', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin !== addresses.site || pathname === '/favicon.svg') return;
    if (/pretendard/i.test(pathname)) return;
    sizes.set(
      pathname,
      request.sizes().then(({ responseBodySize }) => responseBodySize),
    );
  });
  const at = `/waiting-room/${offer.performance.id}`;
  await page.goto(at);
  await expect(page.getByRole('heading', { name: '아직 예매가 열리지 않았어요' })).toBeVisible();
  await expect(titleOf(page, offer)).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect([...sizes.keys()].map((path) => path.replace(/-[\w-]+(?=\.\w+$)/, '')).sort()).toEqual([
    '/assets/waiting.css',
    '/assets/waiting.js',
    '/boot.js',
    at,
  ]);
  const bytes = (await Promise.all(sizes.values())).reduce((sum, each) => sum + each, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(pageBytesMax);
});

test('대기열 화면은 두 언어와 두 밝기로 누구나 쓸 수 있다', async ({ page, isMobile }) => {
  const offer = await findOffer(demo.hotSale, isMobile);
  await closeUntilLater(page);
  await page.goto(`/waiting-room/${offer.performance.id}`);
  await expect(page.getByRole('timer')).toHaveText(/\d+초 남았어요$/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: '어두운 화면으로' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Booking has not opened yet' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Booking has not opened yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Ticketing Pro' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('button', { name: 'Switch to light' })).toBeVisible();
});

test('앱과 대기열 사이를 앞뒤로 오간다', async ({ page, isMobile }) => {
  const offer = await findOffer(demo.hotSale, isMobile);
  const { event, performance } = offer;
  await closeUntilLater(page);
  const line = new RegExp(`/waiting-room/${performance.id}$`);
  const notOpen = page.getByRole('heading', { name: '아직 예매가 열리지 않았어요' });
  await page.goto(`/events/${event.summary.id}?performance=${performance.id}`);
  await page.getByRole('button', { name: /^(대기열 입장|예매하기)$/ }).click();
  await expect(page).toHaveURL(line);
  await expect(notOpen).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/events\//);
  await expect(titleOf(page, offer)).toBeVisible();
  await page.goForward();
  await expect(notOpen).toBeVisible();
  await page.getByRole('link', { name: '티켓팅 프로' }).click();
  await expect(page.getByRole('heading', { name: '지금 예매 중' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(line);
  await expect(notOpen).toBeVisible();
});

test.describe(() => {
  test.use({ signedIn: false });

  test('로그인하지 않았으면 로그인한 뒤 대기열로 돌아온다', async ({
    page,
    customer,
    isMobile,
  }) => {
    const offer = await findOffer(demo.hotSale, isMobile);
    await closeUntilLater(page);
    const at = `/waiting-room/${offer.performance.id}`;
    await page.goto(at);
    await expect(page).toHaveURL(`/login?${new URLSearchParams({ next: at })}`);
    await page.getByLabel('이메일').fill(customer.email);
    await page.getByLabel('비밀번호', { exact: true }).fill(customer.password);
    await page.getByRole('button', { name: '로그인' }).click();
    await expect(page).toHaveURL(at);
    await expect(titleOf(page, offer)).toBeVisible();
  });
});

test('기다리는 화면은 누구나 쓸 수 있고, 나가겠다고 하면 묻고, 나가면 순번을 버리고 공연으로 돌아간다', async ({
  page,
  isMobile,
}) => {
  const { event, performance } = await findOffer(demo.hotSale, isMobile);
  await page.route(/\/waiting-room\/[^/]+\/entries$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const headers = { 'access-control-allow-origin': addresses.site };
    const json = { state: 'waiting', position: 100_000, positionToken: 'mine' } satisfies Entry;
    return route.fulfill({ headers, json });
  });
  const kept = () =>
    page.evaluate<string | null>(`localStorage.getItem('place:${performance.id}')`);
  await page.goto(`/waiting-room/${performance.id}`);
  const leave = page.getByRole('button', { name: '대기열에서 나가기' });
  await expect(page.getByText('내 앞에 기다리는 사람', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await leave.press('Enter');
  const question = page.getByRole('dialog', { name: '대기열에서 나갈까요?' });
  await expect(question.getByRole('button', { name: '계속 기다리기' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(leave).toBeFocused();
  expect(await kept()).toContain('mine');
  await leave.click();
  await question.getByRole('button', { name: '나가기', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/events/${event.summary.id}`));
  expect(await kept()).toBeNull();
});
