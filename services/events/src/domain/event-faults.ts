import type { OrganizerEvent, PriceLevel, SeatMap } from '@ticketing/contracts';
import { findPolicyFaults } from './cancellation-policy.ts';
import type { EventInput, Localized } from './catalogue.ts';
import { type Fault, findDuplicates } from './faults.ts';
import { isKnownCurrency } from './known-names.ts';
import { findTimeFaults } from './performance-faults.ts';
import { findPriceLevelFaults } from './price-level-faults.ts';

/** What an event states about itself and its prices; catalogue files and drafts have it alike. */
type Stated = Pick<EventInput, 'title' | 'description' | 'currency' | 'cancellationPolicy'> & {
  readonly priceLevels: readonly PriceLevel[];
};

/**
 * Whatever in the event's own members keeps it from being sold; `seatMap` undefined skips zones.
 */
export function findEventFaults(
  event: Stated,
  seatMap: SeatMap | undefined,
  pointer: string,
): Fault[] {
  const faults = [
    ...findBlankTexts(event.title, `${pointer}/title`),
    ...findBlankTexts(event.description, `${pointer}/description`),
    ...event.priceLevels.flatMap((level, index) =>
      findBlankTexts(level.name, `${pointer}/priceLevels/${index}/name`),
    ),
    ...findPolicyFaults(event.cancellationPolicy, `${pointer}/cancellationPolicy`),
  ];
  if (!isKnownCurrency(event.currency)) {
    faults.push({ pointer: `${pointer}/currency`, detail: 'is no ISO 4217 currency' });
  }
  if (seatMap === undefined) return faults;
  return [...faults, ...findPriceLevelFaults(event.priceLevels, seatMap, `${pointer}/priceLevels`)];
}

function findBlankTexts(text: Localized, pointer: string): Fault[] {
  return (['ko', 'en'] as const)
    .filter((locale) => text[locale].trim() === '')
    .map((locale) => ({ pointer: `${pointer}/${locale}`, detail: 'is blank' }));
}

/**
 * Everything that keeps a draft from being published at `now`, by its place in the OrganizerEvent.
 */
export function findPublishFaults(event: OrganizerEvent, seatMap: SeatMap, now: Date): Fault[] {
  const { performances } = event;
  const faults = findEventFaults(event.input, seatMap, '#/input');
  if (performances.length === 0) {
    faults.push({ pointer: '#/performances', detail: 'are none; an event needs at least one' });
  } else if (!performances.some(({ input }) => new Date(input.startsAt) > now)) {
    faults.push({ pointer: '#/performances', detail: 'lie in the past, all of them' });
  }
  performances.forEach((performance, index) => {
    faults.push(...findTimeFaults(performance.input, `#/performances/${index}/input`));
  });
  faults.push(
    ...findDuplicates(
      performances,
      (performance) => performance.input.startsAt,
      (index, first) => ({
        pointer: `#/performances/${index}/input/startsAt`,
        detail: `is the start of performance ${first} too`,
      }),
    ),
  );
  return faults;
}
