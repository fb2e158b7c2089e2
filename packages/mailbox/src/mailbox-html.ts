import type { MailboxMessage } from '@ticketing/contracts';
import { escapeHtml } from './escape-html.ts';

const style = `
  :root { color-scheme: light; font: 15px/1.55 'Pretendard', 'Noto Sans KR', system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 760px; padding: 32px 16px; background: #f7f6f2; color: #131316; }
  h1 { font-size: 24px; font-weight: 800; letter-spacing: -0.02em; }
  form { display: flex; gap: 8px; margin: 16px 0 24px; }
  input { flex: 1; min-width: 0; padding: 10px 12px; border: 1px solid #8a8880; border-radius: 8px; font: inherit; }
  button { padding: 10px 16px; border: 0; border-radius: 8px; background: #131316; color: #fff; font: inherit; font-weight: 700; }
  details { border-top: 1px solid #dedcd5; }
  details:last-of-type { border-bottom: 1px solid #dedcd5; }
  summary { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; padding: 14px 4px; cursor: pointer; list-style: none; }
  summary b { overflow-wrap: anywhere; }
  summary span { color: #5d5d63; font-size: 13px; }
  iframe { width: 100%; height: 680px; border: 1px solid #dedcd5; background: #fff; margin-bottom: 16px; }
`;

/** The list of mails, newest first, each to be opened in its place. */
export function mailboxHtml(messages: readonly MailboxMessage[], to: string | undefined): string {
  const rows = messages.map(
    ({ id, subject, to: address, sentAt }) => `
    <details>
      <summary><b>${escapeHtml(subject)}</b><span>${escapeHtml(sentAt.slice(0, 19).replace('T', ' '))} UTC</span>
      <span>${escapeHtml(address)}</span></summary>
      <iframe loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox" title="${escapeHtml(subject)}" src="/mailbox/messages/${id}"></iframe>
    </details>`,
  );
  return `<!doctype html>
<html lang="ko">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>메일함 · Ticketing Pro</title>
  <style>${style}</style>
</head>
<body>
  <main>
  <h1>메일함 <small>Mailbox</small></h1>
  <form method="get" action="/mailbox">
    <input type="email" name="to" aria-label="받는 사람 (recipient)" placeholder="someone@example.com" value="${escapeHtml(to ?? '')}">
    <button>보기</button>
  </form>
  ${rows.length > 0 ? rows.join('') : '<p>아직 메일이 없어요. No e-mail yet.</p>'}
  </main>
</body>
</html>`;
}
