import type { EventDetail } from '@ticketing/contracts';
import { ApiProblem, codeOf } from '../api/problem.ts';
import { currentLocale } from '../i18n/chosen-locale.ts';
import type { ErrorTexts } from '../i18n/error-messages.ts';
import { formatCountdown, formatDateTime, formatDateTimeShort } from '../i18n/format.ts';
import { lineErrors } from '../i18n/line-errors.ts';
import { currentTheme } from '../theme/theme.ts';
import { spokenSeconds } from '../ui/spoken-seconds.ts';
import type { LineState, Waiting } from './line.ts';
import { isWorthSaying } from './spoken.ts';
import type { Subject } from './subject.ts';
import { estimateText, figure, people, seats, t, timeLeft, type Word } from './words.ts';

/** What the page tells. */
export interface View {
  readonly state: LineState;
  readonly lostTouch: boolean;
  /** Whether it takes so long that silence would look like a fault. */
  readonly slow: boolean;
  readonly subject: Subject | undefined;
  readonly event: EventDetail | undefined;
}

/** A part of `waiting-room.html`. @throws Error when it has no such part */
export function part<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`waiting-room.html has no #${id}`);
  return found as Kind;
}

/** Touches the page only where it changes: a screen reader would hear the same text again. */
function write(target: string | HTMLElement, text: string): void {
  const element = typeof target === 'string' ? part(target) : target;
  if (element.textContent !== text) element.textContent = text;
}

function writeLabel(id: string, label: string): void {
  part(id).title = label;
  part(id).ariaLabel = label;
}

/** The words that only the language and the theme change. */
export function showWords(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    write(element, t(element.dataset.text as Word));
  }
  const other = currentLocale() === 'ko' ? 'en' : 'ko';
  part('language').lang = other;
  write('language', t(other === 'en' ? 'english' : 'korean'));
  writeLabel('theme', t(currentTheme() === 'dark' ? 'toLight' : 'toDark'));
  writeLabel('close', t('close'));
}

function showSubject(subject: Subject): void {
  const locale = currentLocale();
  const { title, venue } = subject.event;
  const when = formatDateTimeShort(subject.performance.startsAt, venue.timeZone, locale);
  write('event', title[locale]);
  write('when', `${when} · ${venue.name[locale]}`);
}

/** The number of people ahead that was said last. */
let said: number | undefined;

function sayPlace(ahead: number): void {
  if (isWorthSaying(ahead, said)) said = ahead;
  write('spoken', said === 0 ? t('yourTurn') : `${t('ahead')}: ${people(said ?? ahead)}`);
}

function showRemaining({ status }: Waiting, event: EventDetail | undefined): void {
  const levels = status?.remainingByLevel ?? [];
  const lines: [name: string, left: string][] = levels.map(({ code, available }) => {
    const name = event?.priceLevels.find((level) => level.code === code)?.name[currentLocale()];
    return [`${name ?? code} `, seats(available)];
  });
  if (lines.length === 0) lines.push(['', seats(status?.remaining ?? 0)]);
  const list = part('remaining');
  const text = lines.flat().join('');
  if (list.textContent === text) return;
  const written = lines.map(([name, left]) => {
    const line = document.createElement('span');
    const count = document.createElement(name === '' ? 'span' : 'strong');
    count.textContent = left;
    if (left === t('none')) line.className = 'quiet';
    line.append(name, count);
    return line;
  });
  list.replaceChildren(...written);
}

/** One number, very large, and below it the truth about the wait. */
function showPlace(line: Waiting, event: EventDetail | undefined): void {
  const { ahead, status, position } = line;
  const remaining = status?.remaining;
  const rate = Math.round(status?.ratePerMinute ?? 0);
  write('ahead-label', t(ahead === 0 ? 'yourTurn' : 'ahead'));
  write('ahead', ahead === undefined ? '–' : figure(ahead));
  write('estimate', status === undefined ? '–' : estimateText(line));
  write('behind', people(Math.max(0, (status?.issued ?? 0) - position)));
  showRemaining(line, event);
  write('rate', t('estimateWhy', { rate: figure(rate) }));
  part('behind-fact').hidden = status === undefined;
  part('remaining-fact').hidden = remaining === undefined;
  part('scarce').hidden = ahead === undefined || remaining === undefined || ahead <= remaining;
  part('rate').hidden = rate === 0;
  if (ahead !== undefined) sayPlace(ahead);
}

/** Renewed each second by the caller. */
function showOpening(opensAt: string, subject: Subject | undefined): void {
  const zone = subject?.event.venue.timeZone ?? 'Asia/Seoul';
  const left = Math.max(0, Math.ceil((Date.parse(opensAt) - Date.now()) / 1000));
  write('opens-at', t('notOpenBody', { when: formatDateTime(opensAt, zone, currentLocale()) }));
  write('countdown', formatCountdown(left));
  write('time-left', timeLeft(left));
  if (spokenSeconds.includes(left)) write('spoken', timeLeft(left));
}

const ends = {
  sold_out: ['soldOutTitle', 'soldOutBody'],
  closed: ['closedTitle', 'closedBody'],
} as const;

function showEnd(state: Extract<LineState, { kind: keyof typeof ends | 'failed' }>): void {
  if (state.kind !== 'failed') {
    const [title, body] = ends[state.kind];
    write('end-title', t(title));
    write('end-body', t(body));
    write('request', '');
    return;
  }
  const { error } = state;
  const texts: Partial<ErrorTexts> = lineErrors[currentLocale()];
  const { title, body } = texts[codeOf(error)] ?? lineErrors[currentLocale()].internal_error;
  const id = error instanceof ApiProblem ? error.requestId : undefined;
  write('end-title', title);
  write('end-body', body);
  write('request', id === undefined ? '' : t('requestId', { id }));
}

/** The section of the page that belongs to a state. */
function sectionOf({ kind }: LineState): string {
  if (kind === 'admitted') return 'joining';
  return kind === 'sold_out' || kind === 'closed' || kind === 'failed' ? 'ended' : kind;
}

/** Shows what holds now. */
export function show(view: View): void {
  const { state, subject, event } = view;
  let title = t('title');
  if (subject !== undefined) showSubject(subject);
  part('lost').hidden = !view.lostTouch;
  part('slow').hidden = !view.slow;
  part('to-event').hidden = subject === undefined;
  if (state.kind === 'waiting') {
    showPlace(state, event);
    if (state.ahead !== undefined) title = t('tab', { count: figure(state.ahead) });
  } else if (state.kind === 'not_open') showOpening(state.opensAt, subject);
  else if (state.kind === 'joining' || state.kind === 'admitted') write('spoken', t('joining'));
  else {
    write('spoken', '');
    showEnd(state);
  }
  document.title = `${title} – ${t('site')}`;
  const shown = sectionOf(state);
  for (const section of document.querySelectorAll<HTMLElement>('[data-kind]')) {
    section.hidden = section.dataset.kind !== shown;
  }
}
