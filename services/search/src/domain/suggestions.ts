import type { EventSummary, Suggestion } from '@ticketing/contracts';
import { initialsOf, isInitials, normalise } from './korean-text.ts';

/** Of the most popular hits at most so many are looked at, by whichever engine found them. */
export const suggestedFrom = 50;

/** Events first, then the artists and venues that the text names; no text twice. */
export function toSuggestions(
  text: string,
  found: readonly EventSummary[],
  limit: number,
): Suggestion[] {
  const suggestions: Suggestion[] = [];
  const seen = new Set<string>();
  const add = (suggestion: Suggestion) => {
    const key = `${suggestion.kind} ${suggestion.text.ko}`;
    if (seen.has(key) || suggestions.length >= limit) return;
    seen.add(key);
    suggestions.push(suggestion);
  };
  const typed = normalise(text).trim();
  const names = (name: { ko: string; en: string }) =>
    normalise(name.ko).includes(typed) ||
    normalise(name.en).includes(typed) ||
    (isInitials(typed) && initialsOf(name.ko).some((run) => run.startsWith(typed)));
  const byPopularity = mostPopularFirst(found).slice(0, suggestedFrom);
  for (const event of byPopularity) {
    if (names(event.venue.name)) add({ kind: 'venue', text: event.venue.name });
    for (const artist of event.artists) if (names(artist)) add({ kind: 'artist', text: artist });
    if (suggestions.length >= Math.floor(limit / 2)) break;
  }
  const places = suggestions.splice(0);
  seen.clear();
  for (const event of byPopularity.slice(0, Math.max(1, limit - places.length))) {
    add({ kind: 'event', text: event.title, eventId: event.id });
  }
  for (const place of places) add(place);
  return suggestions;
}

/** Equal ones by id, so that every engine gives one order. */
export const mostPopularFirst = (events: readonly EventSummary[]): EventSummary[] =>
  [...events].sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1));
