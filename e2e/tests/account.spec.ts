import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { newEmail } from '../support/accounts.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';
import { expect, test } from '../support/test.ts';

const password = '창밖에 눈이 내리던 날';

async function signIn(page: Page, email: string, secret: string): Promise<void> {
  await page.getByLabel('이메일').fill(email);
  await page.getByRole('textbox', { name: '비밀번호' }).fill(secret);
  await page.getByRole('main').getByRole('button', { name: '로그인' }).click();
}

const accountLink = (page: Page) => page.getByRole('link', { name: '내 계정' });

async function signOut(page: Page): Promise<void> {
  await accountLink(page).click();
  await page.getByRole('button', { name: '로그아웃' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: '로그인' })).toBeVisible();
}

test('회원가입하면 로그인되고, 로그아웃했다가 다시 로그인한다', async ({ page, watch }) => {
  const email = newEmail();
  await page.goto('/');
  await page.getByRole('banner').getByRole('link', { name: '로그인' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.getByRole('main').getByRole('link', { name: '가입하기' }).click();
  await page.getByLabel('이름').fill('윤서아');
  await page.getByLabel('이메일').fill(email);
  await page.getByRole('textbox', { name: '비밀번호' }).fill('짧다');
  await page.getByRole('main').getByRole('button', { name: '가입하기' }).click();
  await expect(page.getByText('8자 이상으로 정해 주세요.')).toBeVisible();
  await page.getByRole('textbox', { name: '비밀번호' }).fill(password);
  await page.getByRole('main').getByRole('button', { name: '가입하기' }).click();
  await expect(accountLink(page)).toBeVisible();
  await expect(page).toHaveURL(/:\d+\/$/);

  await page.reload();
  await expect(accountLink(page)).toBeVisible();
  await signOut(page);

  watch.expectRefusal(401, /\/auth\/login$/);
  await page.goto('/login');
  await signIn(page, email, '틀린 비밀번호예요');
  await expect(page.getByText('이메일 또는 비밀번호가 맞지 않아요')).toBeVisible();
  await signIn(page, email, password);
  await expect(accountLink(page)).toBeVisible();
});

test('가입 메일의 링크로 이메일 주소를 확인한다', async ({ page, customer }) => {
  const mail = await mailTo(customer.email, 'email_verification');
  expect(mail.locale).toBe('ko');
  const link = linkIn(mail, '/email/verify');
  await page.goto(link);
  await expect(
    page.getByRole('heading', { level: 1, name: '이메일 주소를 확인했어요' }),
  ).toBeVisible();
  expect(new URL(page.url()).hash, 'the token has left the address').toBe('');
  await expectAccessible(page);
});

test('비밀번호를 잊으면 메일로 다시 정하고, 옛 비밀번호로는 못 들어간다', async ({
  page,
  customer,
  watch,
}) => {
  await page.goto('/login');
  await page.getByRole('link', { name: '비밀번호를 잊으셨나요?' }).click();
  // The page before has a field of the same name.
  await expect(page.getByRole('heading', { name: '비밀번호 다시 설정' })).toBeVisible();
  await page.getByLabel('이메일').fill(customer.email);
  await page.getByRole('button', { name: '링크 보내기' }).click();
  await expect(page.getByRole('heading', { name: '메일을 확인해 주세요' })).toBeVisible();
  await page.goto(linkIn(await mailTo(customer.email, 'password_reset'), '/password/reset'));
  await expectAccessible(page);
  await page.getByRole('textbox', { name: '새 비밀번호' }).fill(password);
  await page.getByRole('button', { name: '비밀번호 바꾸기' }).click();
  await expect(page.getByRole('heading', { name: '비밀번호를 바꿨어요' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: '로그인' }).click();
  watch.expectRefusal(401, /\/auth\/login$/);
  await signIn(page, customer.email, customer.password);
  await expect(page.getByText('이메일 또는 비밀번호가 맞지 않아요')).toBeVisible();
  await signIn(page, customer.email, password);
  await expect(accountLink(page)).toBeVisible();
});

test('내 계정이 필요한 화면은 로그인을 거쳐 그 화면으로 돌아온다', async ({ page, customer }) => {
  await page.goto('/bookings');
  await expect(page).toHaveURL(/\/login\?next=/);
  await signIn(page, customer.email, customer.password);
  await expect(page).toHaveURL(/\/bookings$/);
});
