import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { demo, findOffer } from '../support/catalogue.ts';
import { buyTickets, holdSeats } from '../support/sale.ts';
import { expect, test } from '../support/test.ts';

const narrowest = { width: 360, height: 740 };

/** A page by its address, and what stands on it once it is there. */
type Visit = readonly [address: string, text: string | RegExp];

/** For what comes before the pages, and for each of them: axe looks at thousands of places on a slow machine. */
const beforeMsMax = 30_000;
const pageMsMax = 15_000;

/** Opens each page, has axe look at it, and makes sure that nothing is wider than the smallest phone. */
async function inspect(page: Page, isMobile: boolean, visits: readonly Visit[]): Promise<void> {
  test.setTimeout(beforeMsMax + visits.length * pageMsMax);
  for (const [address, text] of visits) {
    await test.step(address, async () => {
      await page.goto(address);
      await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      if (!isMobile) return;
      const usual = page.viewportSize() ?? narrowest;
      await page.setViewportSize(narrowest);
      await expectNoSidewaysScroll(page);
      await page.setViewportSize(usual);
    });
  }
}

test('찾고 고르는 화면은 누구나 쓸 수 있고, 옆으로 밀리지 않는다', async ({ page, isMobile }) => {
  const { event } = await findOffer(demo.musical, isMobile);
  const at = `/events/${event.summary.id}`;
  await inspect(page, isMobile, [
    ['/', '지금 예매 중'],
    ['/search', /^\d+개$/],
    [at, '공연 소개'],
    [`${at}?tab=seats`, '좋은 좌석 자동 선택'],
    [`${at}?tab=refunds`, '취소수수료'],
    [`${at}?tab=venue`, '길찾기'],
  ]);
});

test('가입하고 로그인하는 화면은 누구나 쓸 수 있고, 옆으로 밀리지 않는다', async ({
  page,
  isMobile,
}) => {
  await inspect(page, isMobile, [
    ['/register', '이미 가입하셨나요?'],
    ['/login', '비밀번호를 잊으셨나요?'],
    ['/password/forgot', '링크 보내기'],
    ['/password/reset', '링크가 온전하지 않아요'],
    ['/password/reset?again#token=of-an-email-that-nobody-got', '비밀번호 바꾸기'],
    ['/email/verify', '링크가 온전하지 않아요'],
    ['/no/such/page', '없는 페이지예요'],
  ]);
});

test.describe(() => {
  test.use({ signedIn: true });

  test('예매한 사람의 화면은 누구나 쓸 수 있고, 옆으로 밀리지 않는다', async ({
    page,
    customer,
    isMobile,
  }) => {
    const offer = await findOffer(demo.match, isMobile);
    const held = await holdSeats(customer, offer, 1);
    const bought = await buyTickets(customer, offer, 2);
    await inspect(page, isMobile, [
      [`/checkout/${held.id}`, '카드 정보'],
      ['/bookings', demo.match],
      [`/bookings/${bought.id}`, '취소할 티켓'],
      [`/bookings/${bought.id}/tickets`, /^\d+초$/],
      ['/account', '비밀번호 바꾸기'],
    ]);
  });
});
