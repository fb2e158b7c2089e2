import { openAccount } from '../support/accounts.ts';
import { chosenSeats, listRows, openSeats } from '../support/seat-map.ts';
import { holdSeatNos, openSmallHall, seatNoOf } from '../support/small-hall.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** Far above what it takes, so that only a stream that has failed is found out. */
const newsMsMax = 2_500;

test('다른 사람이 고른 좌석을 가져가면 곧바로 화면이 알려 준다', async ({ page }) => {
  const offer = await openSmallHall();
  const other = await openAccount();
  await openSeats(page, offer.event.summary.id, offer.performance.id);
  const list = await listRows(page, 'A구역', [1]);
  await list.getByRole('checkbox', { name: 'A구역 1열 3번' }).check();
  await list.getByRole('checkbox', { name: 'A구역 1열 4번' }).check();
  await expect(chosenSeats(page)).toHaveCount(2);

  // The page notes itself when it changes: asking it again and again would add its own time.
  await page.evaluate(`void (globalThis.seen = new Promise((resolve) => {
    const look = () => document.body.innerText.includes('방금 다른 분에게 선택됐어요');
    const observer = new MutationObserver(() => look() && resolve(Date.now()));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  }))`);
  await holdSeatNos(other, offer, [seatNoOf(1, 3), seatNoOf(1, 4)]);
  const answeredAt = Date.now();
  const newsMs = (await page.evaluate<number>('globalThis.seen')) - answeredAt;
  test.info().annotations.push({ type: 'seat news', description: `${newsMs} ms` });
  console.log(`A seat that was taken is gone from the map ${newsMs} ms after the hold's answer.`);
  expect(newsMs).toBeLessThan(newsMsMax);
  await expect(chosenSeats(page)).toHaveCount(0);
  await expect(list.getByRole('checkbox', { name: 'A구역 1열 3번' })).toHaveCount(0);
  await expect(page.getByText('20석', { exact: true })).toBeVisible();
});
