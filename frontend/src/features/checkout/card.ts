/** What stands on a card, as the form has it. */
export interface CardInput {
  readonly number: string;
  /** `12/34` */
  readonly expiry: string;
  readonly cvc: string;
}
export type CardFault = 'incomplete' | 'wrong' | 'past';
export type CardFaults = Partial<Record<keyof CardInput, CardFault>>;

export interface CardBrand {
  readonly name: string;
  readonly lengths: readonly number[];
  readonly cvcLength: number;
  /** Where the number's groups end. */
  readonly gaps: readonly number[];
}

const fours = [4, 8, 12];
const other: CardBrand = { name: '', lengths: [16, 19], cvcLength: 3, gaps: fours };
const brands: readonly (readonly [RegExp, CardBrand])[] = [
  [/^4/, { ...other, name: 'Visa', lengths: [16] }],
  [/^(5[1-5]|2(2[2-9]|[3-6]|7[01]|720))/, { ...other, name: 'Mastercard', lengths: [16] }],
  [/^3[47]/, { name: 'American Express', lengths: [15], cvcLength: 4, gaps: [4, 10] }],
  [/^(36|38|30[0-5])/, { ...other, name: 'Diners Club', lengths: [14], gaps: [4, 10] }],
  [/^35/, { ...other, name: 'JCB', lengths: [16] }],
  [/^62/, { ...other, name: 'UnionPay', lengths: [16, 17, 18, 19] }],
  [/^(6011|64[4-9]|65)/, { ...other, name: 'Discover', lengths: [16] }],
];

export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** The brand that a number begins like; one without a name while it could be any. */
export const brandOf = (number: string): CardBrand =>
  brands.find(([pattern]) => pattern.test(digitsOf(number)))?.[1] ?? other;

/** `4242424242424242` as `4242 4242 4242 4242`; never longer than the brand's longest. */
export function formatCardNumber(text: string): string {
  const brand = brandOf(text);
  const digits = digitsOf(text).slice(0, Math.max(...brand.lengths));
  return [...digits]
    .map((digit, index) => (brand.gaps.includes(index) ? ` ${digit}` : digit))
    .join('');
}

/** `1234` as `12/34`, `3` as `03/`: what is typed never needs a slash or a zero. */
export function formatExpiry(text: string, before = ''): string {
  const isDeleting = text.length < before.length;
  let digits = digitsOf(text).slice(0, 4);
  if (digits.length === 1 && Number(digits) > 1) digits = `0${digits}`;
  if (isDeleting && digits.length <= 2) return digits;
  return digits.length < 2 ? digits : `${digits.slice(0, 2)}/${digits.slice(2)}`;
}

/** ISO/IEC 7812-1, annex B: catches every single wrong digit. */
export function passesLuhn(number: string): boolean {
  let sum = 0;
  [...digitsOf(number)].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

/** `12/34` as month and full year. */
export function readExpiry(expiry: string): { month: number; year: number } | undefined {
  const digits = digitsOf(expiry);
  if (digits.length !== 4) return undefined;
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2)) };
}

function expiryFault(expiry: string, now: Date): CardFault | undefined {
  const read = readExpiry(expiry);
  if (read === undefined) return 'incomplete';
  if (read.month < 1 || read.month > 12) return 'wrong';
  // A card is good to the last day of its month.
  const isPast =
    read.year < now.getFullYear() ||
    (read.year === now.getFullYear() && read.month < now.getMonth() + 1);
  return isPast ? 'past' : undefined;
}

/** What is wrong with a card as typed; an empty object when it may be sent. */
export function cardFaults(card: CardInput, now: Date): CardFaults {
  const brand = brandOf(card.number);
  const digits = digitsOf(card.number);
  const faults: CardFaults = {};
  if (digits.length < Math.min(...brand.lengths)) faults.number = 'incomplete';
  else if (!brand.lengths.includes(digits.length) || !passesLuhn(digits)) faults.number = 'wrong';
  const expiry = expiryFault(card.expiry, now);
  if (expiry !== undefined) faults.expiry = expiry;
  if (digitsOf(card.cvc).length !== brand.cvcLength) faults.cvc = 'incomplete';
  return faults;
}
