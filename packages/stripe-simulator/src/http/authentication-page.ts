import type { Payment } from '../domain/payment.ts';
import { escapeHtml, formatMoney, page } from './page.ts';

/** The bank's question, as the simulator asks it. `action` is where the answer is posted. */
export function authenticationPage(payment: Payment, action: string): string {
  const method = payment.methodId === null ? undefined : payment.methods[payment.methodId];
  const card = method ? `${brandName(method.brand)} •••• ${method.last4}` : '';
  return page(
    { title: '카드 본인 인증', name: '3-D Secure' },
    `<h1>카드 본인 인증</h1>
<p>카드사에서 본인 확인을 요청했어요. 인증을 마치면 결제가 이어져요.</p>
<p lang="en">Your bank asks you to confirm this payment.</p>
<dl>
<dt>결제 금액 <span lang="en">Amount</span></dt><dd>${escapeHtml(formatMoney(payment))}</dd>
<dt>카드 <span lang="en">Card</span></dt><dd>${escapeHtml(card)}</dd>
</dl>
<form method="post" action="${escapeHtml(action)}">
<button name="outcome" value="complete">인증 완료<span lang="en">Complete authentication</span></button>
<button name="outcome" value="fail">인증 실패<span lang="en">Fail authentication</span></button>
</form>`,
  );
}

/** Shown when there is nothing to answer and nowhere to go back to. */
export function authenticationEndPage(payment: Payment): string {
  const done = payment.status === 'succeeded' || payment.status === 'requires_capture';
  return page(
    { title: done ? '인증 완료' : '인증 종료', name: '3-D Secure' },
    done
      ? `<h1>인증이 끝났어요</h1><p>이 창을 닫아도 돼요.</p>
<p lang="en">Authentication is complete. You can close this window.</p>`
      : `<h1>인증하지 않았어요</h1><p>결제되지 않았어요. 이 창을 닫고 다시 시도해 주세요.</p>
<p lang="en">Nothing was charged. Close this window and try again.</p>`,
  );
}

/** Shown for an address that is not, or no longer, an authentication. */
export function brokenLinkPage(): string {
  return page(
    { title: '잘못된 주소', name: '3-D Secure' },
    `<h1>주소가 올바르지 않아요</h1><p>결제되지 않았어요. 결제 화면에서 다시 시도해 주세요.</p>
<p lang="en">This link is not valid. Nothing was charged.</p>`,
  );
}

function brandName(brand: string): string {
  return brand.charAt(0).toUpperCase() + brand.slice(1);
}
