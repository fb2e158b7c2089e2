import type { BookingWrite } from '../at-rest.ts';
import { levelCodeOf } from '../catalogue.ts';
import type { Checker } from './checker.ts';

type Booking = BookingWrite['record'];

/**
 * I3: the price that was shown is the price that is charged. All seats of a booking have the prices of the
 * one revision of the terms that it was made by, whatever changes later; what the customer was shown, what
 * the provider is asked for and what it takes are that total.
 */
export const checkPrices: Checker = ({ catalogue, bookingWrites, payments, provider, told }) => {
  const faults: string[] = [];
  const made = new Map<string, Booking>();
  for (const { record } of bookingWrites) {
    const first = made.get(record.id);
    if (first === undefined) {
      made.set(record.id, record);
      faults.push(...faultsOfPrices(record, catalogue.revisions));
    } else if (amountsOf(first) !== amountsOf(record)) {
      faults.push(`I3 ${record.id} costs ${amountsOf(record)}, and ${amountsOf(first)} was agreed`);
    }
  }
  const expect = (bookingId: string, minor: number, what: string): void => {
    const agreed = made.get(bookingId)?.totalMinor;
    if (agreed !== minor) faults.push(`I3 ${bookingId} costs ${agreed}, and ${minor} is ${what}`);
  };
  for (const { what, id, shownMinor } of told) {
    if (what === 'booking' && shownMinor !== undefined) expect(id, shownMinor, 'shown');
  }
  for (const { bookingId, amountMinor } of payments.payments.values()) {
    expect(bookingId, amountMinor, 'to be paid');
  }
  for (const { bookingId, amountMinor, intent } of provider.intents.values()) {
    expect(bookingId, amountMinor, 'asked of the provider');
    if (intent.receivedMinor !== 0) expect(bookingId, intent.receivedMinor, 'taken');
  }
  return faults;
};

const amountsOf = ({ seats, totalMinor }: Booking): string =>
  [totalMinor, ...seats.map((seat) => `${seat.priceMinor}/${seat.bookingFeeMinor}`)].join(' ');

type Revisions = Parameters<Checker>[0]['catalogue']['revisions'];

function faultsOfPrices({ id, seats, totalMinor, termsRevision }: Booking, revisions: Revisions) {
  const terms = revisions.find(({ revision }) => revision === termsRevision);
  const wrong = seats.filter(({ seatNo, priceMinor, bookingFeeMinor }) => {
    const level = terms?.priceLevels.find(({ code }) => code === levelCodeOf(seatNo));
    return level?.priceMinor !== priceMinor || level.bookingFeeMinor !== bookingFeeMinor;
  });
  const faults = wrong.map(
    ({ seatNo, priceMinor }) =>
      `I3 seat ${seatNo} of ${id} costs ${priceMinor}, unlike in revision ${termsRevision}`,
  );
  const sumMinor = seats.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  if (sumMinor !== totalMinor) faults.push(`I3 ${id} costs ${totalMinor}, its seats ${sumMinor}`);
  return faults;
}
