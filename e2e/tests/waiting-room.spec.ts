import type { Entry } from '@ticketing/contracts';
import { expectAccessible } from '../support/accessible.ts';
import { openAccount } from '../support/accounts.ts';
import { demo, findOffer } from '../support/catalogue.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** People who came before; one is let in each second. */
const earlierVisitors = 8;

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
  await expect(page.getByText('내 앞에 기다리는 사람')).toBeVisible();
  const place = page.getByRole('status').filter({ hasText: /\d+\s*명$/ });
  const ahead = async () => Number.parseInt((await place.textContent()) ?? '', 10);
  const first = await ahead();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(earlierVisitors);
  await expectAccessible(page);

  await page.reload();
  await expect(place).toBeVisible();
  await expect.poll(ahead, { message: 'the number goes down' }).toBeLessThan(first);
  await expect(page).toHaveURL(/\/events\/.*tab=seats/, { timeout: 30_000 });
  // Whoever has waited is led to the seats, not to the top of the page.
  await expect(page.getByRole('application', { name: '좌석 배치도' })).toBeInViewport();

  await page.getByRole('button', { name: '이 등급에서 잡기' }).click();
  await expect(page).toHaveURL(/\/checkout\/bkg_/);
});
