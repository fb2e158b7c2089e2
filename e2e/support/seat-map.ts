import { expect, type Locator, type Page } from '@playwright/test';

/** Distance of two places that are pressed (CSS px): farther than one seat is wide at its largest. */
const stepPx = 62;
/** Kept free at the map's edges, where its own buttons stand. */
const edgePx = 64;
/** How far an arrow key moves the map. */
const keyMovePx = 80;

/** 좌석선택 of the performance, as a customer comes to it from the event's page. */
export async function openSeats(page: Page, eventId: string, performanceId: string): Promise<void> {
  await page.goto(`/events/${eventId}?performance=${performanceId}`);
  await page.getByRole('tab', { name: '좌석선택' }).click();
  await expect(page.getByRole('application', { name: '좌석 배치도' })).toBeVisible();
}

/** The seats of a section's rows as a list, in place of the map. */
export async function listRows(page: Page, section: string, rows: number[]): Promise<Locator> {
  await page.getByRole('button', { name: '목록으로 보기' }).click();
  const list = page.getByRole('region', { name: '구역과 좌석 목록' });
  await list.getByRole('button', { name: new RegExp(`^${section}`) }).click();
  for (const row of rows) {
    await list.getByRole('button', { name: new RegExp(`^${row}열`) }).click();
  }
  return list;
}

/** How many seats are chosen, as the rail says. */
export const chosenCount = (page: Page, count: number, max: number): Locator =>
  page.getByText(`${count}/${max}매`, { exact: true });

/** The buttons by which chosen seats can be taken back. */
export const chosenSeats = (page: Page): Locator =>
  page.getByRole('button', { name: /선택 해제$/ });

/** Comes close to the middle of the map, where single seats can be pressed. */
export async function comeClose(page: Page): Promise<Locator> {
  const map = page.getByRole('application', { name: '좌석 배치도' }).locator('canvas');
  for (let closer = 0; closer < 5; closer += 1) {
    await page.getByRole('button', { name: '확대' }).click();
  }
  return map;
}

export type Places = AsyncGenerator<{ x: number; y: number }, void>;

/** Places all over what the map shows, then what lies behind it and before it; none twice on the same seat. */
export async function* placesOn(page: Page, map: Locator): Places {
  const box = await map.boundingBox();
  if (box === null) throw new Error('The map is not on the screen');
  for (const screens of [0, 1, -2]) {
    await moveBy(page, screens * box.height);
    for (let y = edgePx; y < box.height - edgePx; y += stepPx) {
      for (let x = edgePx; x < box.width - edgePx; x += stepPx) yield { x, y };
    }
  }
}

/** Moves the map by its keys: towards the back of the hall, or with a negative distance to the stage. */
async function moveBy(page: Page, distancePx: number): Promise<void> {
  if (distancePx === 0) return;
  await page.getByRole('application', { name: '좌석 배치도' }).focus();
  const key = distancePx > 0 ? 'ArrowDown' : 'ArrowUp';
  for (let moved = 0; moved < Math.abs(distancePx); moved += keyMovePx) {
    await page.keyboard.press(key);
  }
}

/** Presses place after place, with the mouse or a finger, until it is so. Throws when none is left. */
export async function pressUntil(
  map: Locator,
  { places, byTouch }: { places: Places; byTouch: boolean },
  isSo: () => Promise<boolean>,
): Promise<void> {
  while (!(await isSo())) {
    const place = await places.next();
    if (place.done === true) throw new Error('Every place of the map was pressed in vain');
    await (byTouch ? map.tap({ position: place.value }) : map.click({ position: place.value }));
  }
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
export async function focusByTab(page: Page, target: Locator, pressesMax = 60): Promise<void> {
  for (let presses = 0; presses < pressesMax; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.and(page.locator(':focus')).isVisible()) return;
  }
  throw new Error(`Tab does not reach ${target}`);
}
