import type { EventInput } from './catalogue.ts';
import { contentHash } from './content-hash.ts';

/**
 * The strong tag of what is stated of an event, which is what an update replaces. The event's revision would
 * not do: it grows with each sale, and a form would be refused for as long as the event sells.
 */
export const editTag = (input: EventInput): string => `"${contentHash(input)}"`;

/**
 * Whether a header `If-Match` (RFC 9110, 13.1.1) lets what is stated now be replaced; without the header
 * everything may be.
 */
export function mayReplace(input: EventInput, ifMatch: string | undefined): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true;
  const tag = editTag(input);
  return ifMatch.split(',').some((named) => named.trim() === tag);
}
