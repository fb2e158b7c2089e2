import type { SearchReply } from '@ticketing/contracts';
import { apiClient } from '@ticketing/testing';
import { expectAccessible } from '../support/accessible.ts';
import { addresses } from '../support/addresses.ts';
import { demo } from '../support/catalogue.ts';
import { expect, test } from '../support/test.ts';

test('메인 화면에서 검색하면 추천 검색어가 나오고, 고르면 공연으로 간다', async ({ page }) => {
  await page.goto('/');
  const box = page.getByRole('combobox', { name: '공연, 아티스트, 공연장 검색' });
  await box.fill('방탄');
  const list = page.getByRole('listbox', { name: '추천 검색어' });
  await expect(list.getByRole('option', { name: new RegExp(demo.tribute) })).toBeVisible();
  await expectAccessible(page);
  await box.press('ArrowDown');
  await expect(list.getByRole('option', { selected: true })).toHaveCount(1);
  await list.getByRole('option', { name: new RegExp(demo.tribute) }).click();
  await expect(page.getByRole('heading', { level: 1, name: demo.tribute })).toBeVisible();
  await expect(page).toHaveURL(/\/events\/evt_/);
});

test('초성으로, 오타가 있어도 찾는다', async ({ page }) => {
  await page.goto('/');
  const box = page.getByRole('combobox', { name: '공연, 아티스트, 공연장 검색' });
  await box.fill('ㅂㅌㅅㄴㄷ');
  await box.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/ㅂㅌㅅㄴㄷ/);
  await expect(page.getByRole('link', { name: demo.tribute })).toBeVisible();
  await box.fill('방탄소넌단');
  await box.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('link', { name: demo.tribute })).toBeVisible();
});

test('장르를 고르면 그 수만큼 나오고, 다시 열어도 그대로다', async ({ page, isMobile }) => {
  const { body } = await apiClient(addresses.api).get<SearchReply>('/search?category=musical');
  expect(body.total).toBeGreaterThan(3);
  await page.goto('/search');
  if (isMobile) await page.getByRole('button', { name: '필터' }).click();
  const filters = isMobile
    ? page.getByRole('dialog', { name: '필터' })
    : page.getByRole('complementary', { name: '필터' });
  const musicals = filters.getByRole('link', { name: /^뮤지컬/ });
  await expect(musicals).toHaveText(`뮤지컬${body.total}`);
  await expectAccessible(page);
  await musicals.click();
  if (isMobile) await filters.getByRole('button', { name: `공연 ${body.total}개 보기` }).click();
  await expect(page.getByRole('status').filter({ hasText: `${body.total}개` })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(Math.min(20, body.total));
  await page.reload();
  await expect(page).toHaveURL(/category=musical/);
  await expect(page.getByRole('article')).toHaveCount(Math.min(20, body.total));
});

test('없는 말을 찾으면 그렇다고 하고 할 일을 알려 준다', async ({ page }) => {
  await page.goto('/search?q=쀍뚫쌣');
  await expect(page.getByText('‘쀍뚫쌣’을 찾지 못했어요')).toBeVisible();
  await expectAccessible(page);
});
