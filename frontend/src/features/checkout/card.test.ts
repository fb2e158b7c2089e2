import { expect, test } from 'vitest';
import { brandOf, cardFaults, formatCardNumber, formatExpiry, passesLuhn } from './card.ts';
import { readConfirmation } from './confirm-local-payment.ts';
import { declineKey } from './messages.ts';
import { settlementOf, waitSecondsAt } from './settlement.ts';

const now = new Date(2026, 6, 3);
const good = { number: '4242 4242 4242 4242', expiry: '07/26', cvc: '123' };

test('a card may be sent to the last month that stands on it', () => {
  expect(cardFaults(good, now)).toEqual({});
  expect(cardFaults({ ...good, expiry: '06/26' }, now)).toEqual({ expiry: 'past' });
  expect(cardFaults({ ...good, expiry: '13/30' }, now)).toEqual({ expiry: 'wrong' });
});

test('a wrong digit or a missing one is found before anything is sent', () => {
  expect(passesLuhn('4242424242424241')).toBe(false);
  expect(cardFaults({ ...good, number: '4242 4242 4242 4241' }, now)).toEqual({ number: 'wrong' });
  expect(cardFaults({ ...good, number: '4242' }, now)).toEqual({ number: 'incomplete' });
  expect(cardFaults({ number: '3782 822463 10005', expiry: '12/30', cvc: '123' }, now)).toEqual({
    cvc: 'incomplete',
  });
});

test('numbers are grouped as they stand on the card of their brand', () => {
  expect(formatCardNumber('378282246310005')).toBe('3782 822463 10005');
  expect(formatCardNumber('55555555555544449')).toBe('5555 5555 5555 4444');
  expect(brandOf('2221').name).toBe('Mastercard');
});

test('an expiry is typed and deleted without its slash', () => {
  expect(formatExpiry('1')).toBe('1');
  expect(formatExpiry('3')).toBe('03/');
  expect(formatExpiry('1240')).toBe('12/40');
  expect(formatExpiry('12', '12/')).toBe('12');
});

test('a refusal keeps its reason, a bank’s page its address', () => {
  const refusal = { code: 'card_declined', decline_code: 'insufficient_funds' };
  expect(readConfirmation({ error: refusal })).toEqual({
    kind: 'declined',
    code: 'insufficient_funds',
  });
  expect(declineKey('insufficient_funds')).toBe('declinedFunds');
  expect(declineKey('a_code_of_next_year')).toBe('declined');
  const url = 'https://bank.example/3ds';
  expect(
    readConfirmation({ status: 'requires_action', next_action: { redirect_to_url: { url } } }),
  ).toEqual({ kind: 'redirect', url });
  expect(readConfirmation({ status: 'requires_capture' })).toEqual({ kind: 'accepted' });
});

test('a payment under way is looked at once, then each look waits for its end, later for longer', () => {
  expect([0, 1, 2, 32, 33].map(waitSecondsAt)).toEqual([0, 1, 1, 1, 4]);
});

test('only the booking itself says that it is confirmed, not the captured payment', () => {
  expect(settlementOf({ state: 'pending_payment' }, { state: 'captured' })).toEqual({
    kind: 'settling',
    step: 2,
  });
  expect(settlementOf({ state: 'confirmed' }, undefined)).toEqual({ kind: 'confirmed' });
  expect(settlementOf({ state: 'expired' }, { state: 'voided' })).toEqual({ kind: 'ended' });
});
