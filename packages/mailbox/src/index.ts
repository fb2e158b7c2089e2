export { escapeHtml } from './escape-html.ts';
export { type JsonFolder, openJsonFolder } from './json-folder.ts';
export { type MailboxFilter, type MailboxReader, pickMessages } from './mailbox-reader.ts';
export { mailboxRoutes } from './mailbox-routes.ts';
