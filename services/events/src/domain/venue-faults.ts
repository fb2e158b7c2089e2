import type { VenueInput } from './catalogue.ts';
import type { Fault } from './faults.ts';
import { isKnownTimeZone } from './known-names.ts';

/** What is wrong with a venue beyond its schema. */
export function findVenueFaults(venue: VenueInput, pointer: string): Fault[] {
  const faults = (['ko', 'en'] as const)
    .filter((locale) => venue.name[locale].trim() === '')
    .map((locale) => ({ pointer: `${pointer}/name/${locale}`, detail: 'is blank' }));
  if (!isKnownTimeZone(venue.timeZone)) {
    faults.push({ pointer: `${pointer}/timeZone`, detail: 'is no IANA time zone' });
  }
  return faults;
}
