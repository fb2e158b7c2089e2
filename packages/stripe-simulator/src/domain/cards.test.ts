import { expect, test } from 'vitest';
import { acceptCard } from './cards.ts';
import { StripeError } from './stripe-error.ts';

const today = Date.UTC(2026, 10, 22) / 1000;
const card = { number: '4242424242424242', expMonth: 11, expYear: 2026, cvc: '123' };

function codeOf(change: Partial<typeof card>): string | undefined {
  try {
    acceptCard({ ...card, ...change }, today, 'card');
    return undefined;
  } catch (error) {
    if (error instanceof StripeError) return error.fields.code;
    throw error;
  }
}

test('a card is good until the end of its month', () => {
  expect(codeOf({})).toBeUndefined();
  expect(codeOf({ expMonth: 10 })).toBe('invalid_expiry_year');
  expect(codeOf({ expMonth: 1, expYear: 27 })).toBeUndefined();
  expect(codeOf({ expYear: 2077 })).toBe('invalid_expiry_year');
  expect(codeOf({ expMonth: 0 })).toBe('invalid_expiry_month');
});

test('one wrong or swapped digit is noticed, whatever the brand', () => {
  const numbers = ['4242424242424242', '5555555555554444', '378282246310005', '30569309025904'];
  for (const number of numbers) {
    const cvc = number.startsWith('37') ? '1234' : '123';
    expect(codeOf({ number, cvc })).toBeUndefined();
    for (let place = 0; place < number.length; place += 1) {
      const digit = (Number(number[place]) + 1) % 10;
      const wrong = number.slice(0, place) + digit + number.slice(place + 1);
      expect(codeOf({ number: wrong, cvc })).toBe('incorrect_number');
    }
  }
});

test('only the public face of a card is kept', () => {
  const accepted = acceptCard({ ...card, number: '4000 0000 0000 9995' }, today, 'card');
  expect(accepted).toEqual({
    brand: 'visa',
    last4: '9995',
    expMonth: 11,
    expYear: 2026,
    country: 'US',
    behaviour: { decline: 'insufficient_funds' },
  });
});
