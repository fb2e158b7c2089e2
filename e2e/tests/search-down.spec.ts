import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { agree, cards, payBy } from '../support/card-form.ts';
import { demo, findOffer } from '../support/catalogue.ts';
import { breakSearch } from '../support/search-outage.ts';
import { chosenSeats, comeClose, openSeats, placesOn, pressUntil } from '../support/seat-map.ts';
import { expect, test } from '../support/test.ts';

const trouble = '지금은 검색이 원활하지 않아요';

test.describe(() => {
  test.use({ signedIn: true });

  test('검색이 멈춰도 메인 화면에서 공연을 골라 결제하고 티켓을 받는다', async ({
    page,
    isMobile,
    watch,
  }) => {
    test.slow();
    const { event, performance } = await findOffer(demo.tribute, isMobile);
    await breakSearch(page, watch);
    await page.goto('/');
    await expect(page.getByRole('status').filter({ hasText: trouble })).toBeVisible();
    const section = (name: string) =>
      page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
    const ranking = section('지금 예매 중');
    await expect(ranking.getByRole('article')).toHaveCount(10);
    await expect(section('곧 오픈').getByRole('article').first()).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);

    await ranking.getByRole('link', { name: '전체 보기' }).click();
    await page.getByRole('link', { name: demo.tribute }).click();
    await expect(page.getByRole('heading', { level: 1, name: demo.tribute })).toBeVisible();
    await openSeats(page, event.summary.id, performance.id);
    const map = await comeClose(page);
    const walk = { places: placesOn(page, map), byTouch: isMobile };
    await pressUntil(map, walk, async () => (await chosenSeats(page).count()) === 1);
    await page.getByRole('button', { name: '예매하기' }).click();
    await expect(page).toHaveURL(/\/checkout\/bkg_/);
    await agree(page);
    await payBy(page, cards.good);
    await expect(page.getByText('예매 완료', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: '티켓 보기' }).click();
    await expect(page.getByRole('img', { name: /^입장 QR 코드/ })).toBeVisible();
  });
});

test('검색 화면은 사정을 알리고 목록을 보여 주며, 검색이 돌아오면 저절로 바뀐다', async ({
  page,
  watch,
}) => {
  const outage = await breakSearch(page, watch);
  // Initials are search's art: without it nothing is found by them.
  await page.goto('/search?q=ㅂㅌㅅㄴㄷ');
  await expect(page.getByRole('heading', { name: trouble })).toBeVisible();
  await expect(page.getByText('‘ㅂㅌㅅㄴㄷ’ 검색은 나중에 다시 해 주세요.')).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(20);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: '다시 시도' }).click();
  await expect(page.getByText('다시 해 봤지만 아직 안 돼요.')).toBeVisible();
  expect(outage.asked()).toBeGreaterThan(1);

  await outage.end();
  await expect(page.getByRole('heading', { name: trouble })).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/ㅂㅌㅅㄴㄷ/);
  await expect(page.getByRole('link', { name: demo.tribute })).toBeVisible();
});

test('검색이 멈춰도 이름 그대로는 찾고, 장르로 고를 수 있고, 추천 검색어만 조용히 빠진다', async ({
  page,
  isMobile,
  watch,
}) => {
  await breakSearch(page, watch);
  watch.expectRefusal(503, /^\/api\/search\/suggestions$/);
  await page.goto('/');
  const box = page.getByRole('combobox', { name: '공연, 아티스트, 공연장 검색' });
  const refused = page.waitForResponse(/\/search\/suggestions/);
  await box.fill(demo.musical);
  await refused;
  await expect(page.getByRole('listbox')).toBeHidden();
  await box.press('Enter');
  await expect(page.getByText(/그대로 들어간 공연만 모았어요/)).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByRole('link', { name: demo.musical })).toBeVisible();

  await page.goto('/search?category=musical');
  await expect(page.getByRole('heading', { name: trouble })).toBeVisible();
  if (isMobile) await page.getByRole('button', { name: '필터' }).click();
  const filters = isMobile
    ? page.getByRole('dialog', { name: '필터' })
    : page.getByRole('complementary', { name: '필터' });
  const chosen = filters.getByRole('link', { name: /^뮤지컬/ });
  const count = Number((await chosen.textContent())?.replace(/\D/g, ''));
  expect(count).toBeGreaterThan(3);
  if (isMobile) await filters.getByRole('button', { name: `공연 ${count}개 보기` }).click();
  await expect(page.getByRole('article')).toHaveCount(count);
  await expectAccessible(page);
});
