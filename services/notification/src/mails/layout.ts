import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Preview,
  Row,
  Section,
  Text,
} from '@react-email/components';
import { render } from '@react-email/render';
import type { Locale } from '@ticketing/contracts';
import { escapeHtml } from '@ticketing/mailbox';
import { createElement, type ElementType, type ReactElement, type ReactNode } from 'react';
import { texts } from './texts.ts';

/** What a mail says; the layout is the same for all. */
export interface Content {
  readonly locale: Locale;
  readonly title: string;
  readonly name: string;
  readonly lead: string;
  readonly rows?: readonly (readonly [label: string, value: string])[];
  readonly button?: { readonly label: string; readonly url: string };
  readonly note?: string;
}

/** Mail parts declare `children` as a property, which `createElement`'s own types then insist on. */
const h = (
  type: ElementType,
  properties: Record<string, unknown> | null,
  ...children: ReactNode[]
): ReactElement => createElement(type, properties, ...children);

const ink = '#131316';
const soft = '#5d5d63';
const font =
  "'Pretendard', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', Arial, sans-serif";
const styles = {
  body: { backgroundColor: '#f7f6f2', color: ink, fontFamily: font, margin: 0, padding: '32px 0' },
  card: {
    backgroundColor: '#ffffff',
    border: '1px solid #dedcd5',
    maxWidth: '560px',
    padding: '32px',
  },
  brand: { fontSize: '13px', fontWeight: 700, letterSpacing: '0.08em', margin: '0 0 24px' },
  title: {
    fontSize: '24px',
    fontWeight: 800,
    lineHeight: '1.35',
    margin: '0 0 16px',
    wordBreak: 'keep-all',
  },
  text: { fontSize: '15px', lineHeight: '1.65', margin: '0 0 16px', wordBreak: 'keep-all' },
  label: { color: soft, fontSize: '14px', padding: '6px 0', verticalAlign: 'top', width: '112px' },
  value: { fontSize: '14px', fontWeight: 600, padding: '6px 0' },
  button: {
    backgroundColor: ink,
    borderRadius: '8px',
    color: '#ffffff',
    fontSize: '15px',
    fontWeight: 700,
    padding: '13px 24px',
    textDecoration: 'none',
  },
  small: { color: soft, fontSize: '13px', lineHeight: '1.6', margin: '16px 0 0' },
} as const;

function layout(content: Content): ReactElement {
  const { locale, title, name, lead, rows = [], button, note } = content;
  const paragraph = (text: string) => h(Text, { style: styles.text }, text);
  return h(
    Html,
    { lang: locale },
    h(Head, null),
    h(Preview, null, lead),
    h(
      Body,
      { style: styles.body },
      h(
        Container,
        { style: styles.card },
        h(Text, { style: styles.brand }, 'TICKETING PRO'),
        h(Heading, { as: 'h1', style: styles.title }, title),
        paragraph(texts[locale].greeting(name)),
        paragraph(lead),
        h(
          Section,
          null,
          rows.map(([label, value]) =>
            h(
              Row,
              { key: label },
              h(Column, { style: styles.label }, label),
              h(Column, { style: styles.value }, value),
            ),
          ),
        ),
        button &&
          h(
            Section,
            { style: { marginTop: '24px' } },
            h(Button, { href: button.url, style: styles.button }, button.label),
          ),
        note && h(Text, { style: styles.small }, note),
        h(Hr, { style: { borderColor: '#dedcd5', margin: '24px 0 0' } }),
        h(Text, { style: styles.small }, texts[locale].footer),
      ),
    ),
  );
}

/**
 * Rendering takes milliseconds and filling in takes none: each shape of mail is rendered once, with marks
 * in place of its words.
 */
const templates = new Map<string, Promise<string>>();

/** Marks of private-use characters, which nobody types and HTML leaves alone. */
const mark = (name: string | number): string => `\uE000${name}\uE001`;

function templateOf({ locale, rows = [], button, note }: Content): Promise<string> {
  const shape = [locale, rows.length, button !== undefined, note !== undefined].join();
  const known = templates.get(shape);
  if (known !== undefined) return known;
  const rendered = render(
    layout({
      locale,
      title: mark('title'),
      name: mark('name'),
      lead: mark('lead'),
      rows: rows.map((_, index) => [mark(`label${index}`), mark(`value${index}`)]),
      ...(button && { button: { label: mark('button'), url: mark('url') } }),
      ...(note !== undefined && { note: mark('note') }),
    }),
  );
  templates.set(shape, rendered);
  rendered.catch(() => templates.delete(shape));
  return rendered;
}

/** The mail for programs that show HTML, and for those that do not. */
export async function renderMail(content: Content): Promise<{ html: string; text: string }> {
  const template = await templateOf(content);
  const { title, name, lead, rows = [], button, note = '' } = content;
  const words = new Map<string, string>([
    ['title', title],
    ['name', name],
    ['lead', lead],
    ['note', note],
    ['button', button?.label ?? ''],
    ['url', button?.url ?? ''],
    ...rows.flatMap(([label, value], index): [string, string][] => [
      [`label${index}`, label],
      [`value${index}`, value],
    ]),
  ]);
  const html = template.replace(/\uE000(\w+)\uE001/g, (_, key: string) =>
    escapeHtml(words.get(key) ?? ''),
  );
  return { html, text: toText(content) };
}

/** Written by hand and not stripped from HTML: labels and links must still make sense. */
function toText({ locale, title, name, lead, rows = [], button, note }: Content): string {
  const blocks = [
    title,
    texts[locale].greeting(name),
    lead,
    rows.map(([label, value]) => `${label}: ${value}`).join('\n'),
    button === undefined ? '' : `${button.label}: ${button.url}`,
    note ?? '',
    texts[locale].footer,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
