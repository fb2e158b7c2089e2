import { createHash } from 'node:crypto';
import type { Payment } from '../domain/payment.ts';

const STYLE = `
:root{color-scheme:light dark;--paper:#f7f6f2;--ink:#131316;--line:#13131620;--quiet:#13131699;
--signal:#c9290c;--on-signal:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#0d0d11;--ink:#f1f0ec;--line:#f1f0ec24;
--quiet:#f1f0eca8;--signal:#ff4326;--on-signal:#131316}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--paper);
color:var(--ink);font:400 16px/1.6 Pretendard,system-ui,"Apple SD Gothic Neo","Noto Sans KR",
sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{width:100%;max-width:440px}
header{display:flex;justify-content:space-between;gap:16px;padding-bottom:16px;
border-bottom:1px solid var(--line);font-size:14px;color:var(--quiet)}
h1{margin:32px 0 8px;font-size:28px;line-height:1.25;letter-spacing:-.02em;font-weight:800}
p{margin:0 0 8px}
[lang=en]{color:var(--quiet)}
dl{margin:32px 0;display:grid;grid-template-columns:auto 1fr;border-top:1px solid var(--line)}
dt,dd{margin:0;padding:12px 0;border-bottom:1px solid var(--line)}
dt{color:var(--quiet);padding-right:24px}
dd{text-align:right;font-weight:600;font-variant-numeric:tabular-nums}
form{display:grid;gap:8px}
button{min-height:56px;padding:8px 16px;border:1px solid var(--line);border-radius:10px;
background:none;color:inherit;font:inherit;font-weight:600;cursor:pointer}
button [lang=en]{display:block;font-size:13px;font-weight:400;color:inherit}
footer [lang=en]{display:block}
button[value=complete]{background:var(--signal);border-color:var(--signal);color:var(--on-signal)}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
footer{margin-top:24px;font-size:13px;color:var(--quiet)}
`;
const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/**
 * What the page may do: its own style, and a form to itself that may end on the page the customer
 * came from, or, inside a frame, be shown by it.
 */
export function contentSecurityPolicy(
  returnUrl: string | null,
  allowedOrigins: readonly string[],
): string {
  const back = returnUrl === null ? '' : ` ${new URL(returnUrl).origin}`;
  return [
    "default-src 'none'",
    `style-src ${STYLE_HASH}`,
    "base-uri 'none'",
    `form-action 'self'${back}`,
    `frame-ancestors 'self' ${allowedOrigins.join(' ')}`.trim(),
  ].join('; ');
}

/** The bank's question, as the simulator asks it. `action` is where the answer is posted. */
export function authenticationPage(payment: Payment, action: string): string {
  const method = payment.methodId === null ? undefined : payment.methods[payment.methodId];
  const card = method ? `${brandName(method.brand)} •••• ${method.last4}` : '';
  return page(
    '카드 본인 인증',
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
    done ? '인증 완료' : '인증 종료',
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
    '잘못된 주소',
    `<h1>주소가 올바르지 않아요</h1><p>결제되지 않았어요. 결제 화면에서 다시 시도해 주세요.</p>
<p lang="en">This link is not valid. Nothing was charged.</p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><span>3-D Secure</span><span>테스트 결제 · <span lang="en">Test payment</span></span></header>
${content}
<footer>실제 카드사가 아닌 로컬 결제 서버예요. 돈은 오가지 않아요.
<span lang="en">A local payment server, not a bank. No money moves.</span></footer>
</main>
</body>
</html>
`;
}

function formatMoney({ amount, currency }: Payment): string {
  const format = new Intl.NumberFormat('ko-KR', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

function brandName(brand: string): string {
  return brand.charAt(0).toUpperCase() + brand.slice(1);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
