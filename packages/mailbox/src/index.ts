export { escapeHtml } from './escape-html.ts';
export { type MailboxFilter, type MailboxReader, pickMessages } from './mailbox-reader.ts';
export { mailboxRoutes } from './mailbox-routes.ts';
export { openRecordFile, type RecordFile, type Records } from './record-file.ts';
