import { demo } from '../support/catalogue.ts';
import { expect, test } from '../support/test.ts';

test('영어로 바꾸면 다시 열어도 영어이고, 한국어로 되돌릴 수 있다', async ({ page }) => {
  await page.goto(`/search?q=${encodeURIComponent(demo.tribute)}`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('link', { name: /BTS Tribute/i })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('combobox', { name: 'Search for an event' })).toBeVisible();
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.getByRole('link', { name: demo.tribute })).toBeVisible();
});
