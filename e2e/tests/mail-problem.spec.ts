import { headers, type MailProblem } from '@ticketing/contracts';
import { apiClient } from '@ticketing/testing';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { addresses } from '../support/addresses.ts';
import { mailTo } from '../support/mailbox.ts';
import { expect, test } from '../support/test.ts';

test.use({ signedIn: true });

/** As notification reports it to auth, by the token of the services' `.env.example`. */
async function reportProblem(email: string, problem: MailProblem): Promise<void> {
  const { status } = await apiClient(addresses.auth).post(
    '/internal/mail-problems',
    { email, problem, mailSentAt: new Date().toISOString() },
    { headers: { [headers.serviceToken]: 'development-only-service-token' } },
  );
  expect(status).toBe(204);
}

test('메일이 되돌아오면 계정 화면이 알려 주고, 버튼 하나로 다시 받는다', async ({
  page,
  customer,
}) => {
  const first = await mailTo(customer.email, 'email_verification');
  await reportProblem(customer.email, 'bounced');
  await page.goto('/account');
  await expect(page.getByText('메일이 되돌아옴')).toBeVisible();
  await expect(page.getByText('예매 내역과 티켓은 여기에서 그대로 볼 수 있어요')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: '메일 다시 받기' }).click();
  await expect(page.getByText('확인 메일을 보냈어요')).toBeVisible();
  await expect(page.getByText('메일이 되돌아옴')).toBeHidden();
  await expect
    .poll(async () => (await mailTo(customer.email, 'email_verification')).id)
    .not.toBe(first.id);
  await page.reload();
  await expect(page.getByText('확인 전')).toBeVisible();
});

test('스팸으로 신고된 주소도 알려 준다, 영어로도', async ({ page, customer }) => {
  await mailTo(customer.email, 'email_verification');
  await reportProblem(customer.email, 'complained');
  await page.goto('/account');
  await expect(page.getByText('스팸으로 신고됨')).toBeVisible();
  await page.getByLabel('언어').selectOption('en');
  await page.getByRole('button', { name: '저장' }).click();
  await expect(page.getByText('Marked as spam', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Get mails again' })).toBeVisible();
});
