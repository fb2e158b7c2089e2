import type { EventSummary } from '@ticketing/contracts';
import { convertQwertyToHangul } from 'es-hangul';
import { isInitials, isUnfinished, jamoWordsOf, queryBigramsOf } from './korean-text.ts';

export const searchedFields = ['title', 'artists', 'venue', 'other'] as const;
export type SearchedField = (typeof searchedFields)[number];

/** How much a word counts, by where it is found. */
export const boost: Record<SearchedField, number> = { title: 4, artists: 3, venue: 2, other: 1 };

/** The text of an event that is searched, in both languages. */
export function searchedTextOf(event: EventSummary): Record<SearchedField, string> {
  const both = (text: { ko: string; en: string }) => `${text.ko} ${text.en}`;
  return {
    title: both(event.title),
    artists: event.artists.map(both).join(' '),
    venue: `${both(event.venue.name)} ${both(event.venue.city)}`,
    other: `${event.subtitle === undefined ? '' : both(event.subtitle)} ${event.tags.join(' ')}`,
  };
}

/** One way to read what was typed. Every term must begin a token of that kind somewhere in the event. */
export interface Reading {
  readonly tokens: 'bigrams' | 'jamo' | 'initials';
  readonly terms: readonly string[];
  /** What the terms were cut from, for a server that can read Korean. */
  readonly text: string;
  /** Mistyped letters are forgiven, as `typosForgiven` says. */
  readonly forgiving: boolean;
  /** What was meant, when it is not what was typed; a forgiving reading takes it from a hit. */
  readonly corrected?: string;
}

/** The ways to read a text, in order of trust: the first that finds something is the answer. */
export function readingsOf(text: string): Reading[] {
  if (isInitials(text)) {
    return [{ tokens: 'initials', terms: [text.replace(/\s/g, '')], text, forgiving: false }];
  }
  const readings: Reading[] = [readAsTyped(text)];
  const hangul = convertQwertyToHangul(text);
  if (hangul !== text) readings.push({ ...readAsTyped(hangul), corrected: hangul });
  readings.push({ tokens: 'jamo', terms: jamoWordsOf(text), text, forgiving: true });
  return readings.filter(({ terms }) => terms.length > 0);
}

function readAsTyped(text: string): Reading {
  if (isUnfinished(text)) {
    return { tokens: 'jamo', terms: jamoWordsOf(text), text, forgiving: false };
  }
  return { tokens: 'bigrams', terms: queryBigramsOf(text), text, forgiving: false };
}

/** How many letters of a word in jamo may be wrong: none in short ones, a quarter, at most two. */
export const typosForgiven = (term: string): number =>
  term.length < 4 ? 0 : Math.min(2, Math.round(term.length / 4));

/**
 * "Did you mean": a hit's title in the language that was typed. Of the most popular hit, because
 * engines agree on what they find and not on how well it fits.
 */
export const meantTitle = (text: string, mostPopular: EventSummary): string =>
  /\p{Script=Hangul}/u.test(text) ? mostPopular.title.ko : mostPopular.title.en;
