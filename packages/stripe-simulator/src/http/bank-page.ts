import type { Payment } from '../domain/payment.ts';
import { escapeHtml, formatMoney, page } from './page.ts';

const head = (title: string) => ({ title, name: '연습은행 · Practice Bank' });

/** Where a developer transfers money to a virtual account, as a customer does at a bank. */
export function bankPage({
  accountNumber,
  waiting,
  refusal,
}: {
  /** Written into the form; empty for none. */
  accountNumber: string;
  /** Payments that wait for a transfer. */
  waiting: readonly Payment[];
  refusal?: string;
}): string {
  const chosen = waiting.find(({ transfer }) => transfer?.accountNumber === accountNumber);
  return page(
    head('계좌 이체'),
    `<h1>계좌 이체</h1>
<p>발급받은 가상계좌로 돈을 보내요.</p>
<p lang="en">Transfer money to a virtual account.</p>
${refusal === undefined ? '' : `<p role="alert">${refusalText(refusal)}</p>`}
<form method="post" action="/bank">
<label>계좌번호 <span lang="en">Account number</span>
<input name="account_number" required value="${escapeHtml(accountNumber)}"></label>
<label>보낼 금액 <span lang="en">Amount</span>
<input name="amount" inputmode="numeric" required value="${chosen?.amount ?? ''}"></label>
<button name="do" value="transfer">이체하기<span lang="en">Transfer</span></button>
</form>
${waitingList(waiting)}`,
  );
}

const waitingList = (waiting: readonly Payment[]): string =>
  waiting.length === 0
    ? '<p>입금을 기다리는 계좌가 없어요. <span lang="en">No account waits for money.</span></p>'
    : `<p>입금을 기다리는 계좌 <span lang="en">Accounts that wait for money</span></p>
<dl>${waiting.map(waitingLine).join('')}</dl>`;

function waitingLine(payment: Payment): string {
  const accountNumber = payment.transfer?.accountNumber ?? '';
  const address = `/bank?${new URLSearchParams({ account: accountNumber })}`;
  return `<dt><a href="${escapeHtml(address)}">${escapeHtml(accountNumber)}</a></dt>
<dd>${escapeHtml(formatMoney(payment))}</dd>`;
}

/** Shown when the money has arrived. */
export function transferredPage(payment: Payment): string {
  return page(
    head('이체 완료'),
    `<h1>이체했어요</h1>
<p>예매 화면으로 돌아가면 결제가 이어져요.</p>
<p lang="en">The money has arrived. Go back to the booking.</p>
<dl>
<dt>계좌번호 <span lang="en">Account number</span></dt>
<dd>${escapeHtml(payment.transfer?.accountNumber ?? '')}</dd>
<dt>금액 <span lang="en">Amount</span></dt><dd>${escapeHtml(formatMoney(payment))}</dd>
</dl>`,
  );
}

const refusalTexts: Readonly<Record<string, string>> = {
  resource_missing: '없는 계좌예요. <span lang="en">There is no such account.</span>',
  amount_mismatch:
    '보낼 금액이 결제 금액과 달라요. <span lang="en">It takes exactly the amount to pay.</span>',
  payment_intent_payment_attempt_expired:
    '입금 기한이 지났어요. <span lang="en">The deadline has passed.</span>',
  payment_intent_unexpected_state:
    '닫힌 계좌예요. 이미 입금했거나 취소됐어요. <span lang="en">The account is closed.</span>',
};

const refusalText = (code: string): string =>
  refusalTexts[code] ??
  '이체하지 못했어요. 금액은 숫자로만 적어 주세요. <span lang="en">Nothing was transferred.</span>';
