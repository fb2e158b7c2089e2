import type { CardBehaviour } from './card-behaviour.ts';
import { cardInputError } from './stripe-error.ts';

/** A card's public face and what it does; its number and security code are gone. */
export interface AcceptedCard {
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly country: string;
  readonly behaviour: CardBehaviour;
}

export interface RawCard {
  readonly number: string;
  readonly expMonth: number;
  /** Four digits, or two that mean this century. */
  readonly expYear: number;
  readonly cvc: string | null;
}

/** Source: https://docs.stripe.com/testing, of the cards listed there what we can act out. */
const TEST_CARDS: ReadonlyMap<string, CardBehaviour> = new Map([
  ['4000000000000002', { decline: 'generic_decline' }],
  ['4000000000009995', { decline: 'insufficient_funds' }],
  ['4000000000009987', { decline: 'lost_card' }],
  ['4000000000009979', { decline: 'stolen_card' }],
  ['4000000000000069', { decline: 'expired_card' }],
  ['4000000000000127', { decline: 'incorrect_cvc' }],
  ['4000000000000119', { decline: 'processing_error' }],
  ['4000000000006975', { decline: 'card_velocity_exceeded' }],
  ['4100000000000019', { decline: 'fraudulent' }],
  ['4000000000000101', { wrongCvc: true }],
  ['4000000000007726', { refund: 'pending' }],
  ['4000000000005126', { refund: 'failing' }],
  ['4000002500003155', { authenticate: true }],
  ['4000002760003184', { authenticate: true }],
  ['4000000000003220', { authenticate: true }],
  ['4000000000003063', { authenticate: true }],
  ['4000008260003178', { authenticate: true, decline: 'insufficient_funds' }],
  ['4000008400001629', { authenticate: true, decline: 'generic_decline' }],
]);

interface Brand {
  readonly name: string;
  readonly prefix: RegExp;
  readonly lengths: readonly number[];
  readonly cvcLength: number;
}

const BRANDS: readonly Brand[] = [
  { name: 'visa', prefix: /^4/, lengths: [13, 16, 19], cvcLength: 3 },
  {
    name: 'mastercard',
    prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/,
    lengths: [16],
    cvcLength: 3,
  },
  { name: 'amex', prefix: /^3[47]/, lengths: [15], cvcLength: 4 },
  { name: 'discover', prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19], cvcLength: 3 },
  { name: 'jcb', prefix: /^35/, lengths: [16], cvcLength: 3 },
  { name: 'diners', prefix: /^3(?:0[0-5]|[689])/, lengths: [14, 16], cvcLength: 3 },
  { name: 'unionpay', prefix: /^62/, lengths: [16, 17, 18, 19], cvcLength: 3 },
];

const EXPIRY_YEARS_MAX = 50;

/**
 * Checks a card as Stripe does before it asks a bank. `today` is seconds since 1970; `param` is the
 * request's name of the card, for the error. Throws a card error (402) with the code
 * incorrect_number, invalid_number, invalid_expiry_month, invalid_expiry_year or invalid_cvc.
 */
export function acceptCard(card: RawCard, today: number, param: string): AcceptedCard {
  const number = card.number.replace(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(number)) {
    const message = 'The card number is not a valid credit card number.';
    throw cardInputError('invalid_number', message, `${param}[number]`);
  }
  const brand = BRANDS.find(({ prefix }) => prefix.test(number));
  if (!passesLuhn(number) || (brand && !brand.lengths.includes(number.length))) {
    throw cardInputError('incorrect_number', 'Your card number is incorrect.', `${param}[number]`);
  }
  const expiry = acceptExpiry(card, today, param);
  if (card.cvc !== null) checkCvc(card.cvc, brand?.cvcLength, param);
  return {
    brand: brand?.name ?? 'unknown',
    last4: number.slice(-4),
    ...expiry,
    country: 'US',
    behaviour: TEST_CARDS.get(number) ?? {},
  };
}

function acceptExpiry(card: RawCard, today: number, param: string) {
  const { expMonth } = card;
  if (expMonth < 1 || expMonth > 12) {
    const message = "Your card's expiration month is invalid.";
    throw cardInputError('invalid_expiry_month', message, `${param}[exp_month]`);
  }
  const expYear = card.expYear < 100 ? 2000 + card.expYear : card.expYear;
  const date = new Date(today * 1000);
  const monthsLeft = (expYear - date.getUTCFullYear()) * 12 + (expMonth - 1 - date.getUTCMonth());
  if (monthsLeft < 0 || monthsLeft > EXPIRY_YEARS_MAX * 12) {
    const message = "Your card's expiration year is invalid.";
    throw cardInputError('invalid_expiry_year', message, `${param}[exp_year]`);
  }
  return { expMonth, expYear };
}

function checkCvc(cvc: string, length: number | undefined, param: string): void {
  const allowed = length === undefined ? /^\d{3,4}$/ : length === 4 ? /^\d{4}$/ : /^\d{3}$/;
  if (allowed.test(cvc)) return;
  throw cardInputError('invalid_cvc', "Your card's security code is invalid.", `${param}[cvc]`);
}

/** Source: ISO/IEC 7812-1, annex B. */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number.charAt(number.length - 1 - place));
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
