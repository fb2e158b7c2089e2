import type { Page } from '@playwright/test';

/** Stripe's test cards, as the local payment server knows them. */
export const cards = {
  good: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  noFunds: '4000 0000 0000 9995',
  asksBank: '4000 0025 0000 3155',
} as const;

/** Agrees to the terms of cancelling, where that is not done yet. */
export const agree = (page: Page): Promise<void> =>
  page.getByRole('checkbox', { name: /동의해요/ }).check();

/** Fills the card in and presses the button that pays. */
export async function payBy(page: Page, number: string): Promise<void> {
  await page.getByLabel('카드 번호').fill(number);
  await page.getByLabel('유효기간').fill('12/34');
  await page.getByLabel('CVC').fill('123');
  await page.getByRole('button', { name: /원 결제하기$/ }).click();
}
