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
form{display:grid;gap:8px;margin:24px 0}
label{display:grid;gap:4px;font-size:14px}
input{min-height:48px;padding:8px 12px;border:1px solid var(--line);border-radius:10px;
background:none;color:inherit;font:inherit;font-variant-numeric:tabular-nums}
a{color:inherit}
button{min-height:56px;padding:8px 16px;border:1px solid var(--line);border-radius:10px;
background:none;color:inherit;font:inherit;font-weight:600;cursor:pointer}
button [lang=en]{display:block;font-size:13px;font-weight:400;color:inherit}
footer [lang=en]{display:block}
button[value=complete],button[value=transfer]{background:var(--signal);border-color:var(--signal);color:var(--on-signal)}
button:focus-visible,input:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
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

/** A whole page of the local server; `name` is what stands above it. */
export function page({ title, name }: { title: string; name: string }, content: string): string {
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
<header><span>${name}</span><span>테스트 결제 · <span lang="en">Test payment</span></span></header>
${content}
<footer>실제 카드사나 은행이 아닌 로컬 결제 서버예요. 돈은 오가지 않아요.
<span lang="en">A local payment server, not a bank. No money moves.</span></footer>
</main>
</body>
</html>
`;
}

export function formatMoney({ amount, currency }: Pick<Payment, 'amount' | 'currency'>): string {
  const format = new Intl.NumberFormat('ko-KR', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
