/** Where ids take their randomness from: gives as many bytes as asked; tests may replay it. */
export type RandomBytes = (length: number) => Uint8Array;

/** Makes ids of Stripe's look. Ids made later by the same process sort later, byte by byte. */
export interface Ids {
  /** `<prefix>_<stem>`: an object of its own, such as `evt_` and `pm_`. */
  sortable(prefix: string): string;
  /** The part that a payment intent and its charges share. */
  stem(): string;
  /** `<prefix>_<stem><random>`: an object that belongs to the payment `stem`. */
  ofPayment(prefix: string, stem: string): string;
  /** `length` unguessable digits. */
  digits(length: number): string;
  /** `length` unguessable letters and digits. */
  secret(length: number): string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const COUNTER_END = ALPHABET.length ** 2;
const STEM_LENGTH = 17;
const RANDOM_BYTES_AT_ONCE = 4096;
const PAYMENT_ID = /^(?:pi|ch)_([0-9A-Za-z]{17})[0-9A-Za-z]{7}$/;

export function createIds(nowMs: () => number, randomBytes: RandomBytes): Ids {
  const draw = createDraw(randomBytes, ALPHABET);
  let lastMs = 0;
  let counter = 0;

  /** Time, then a counter within the millisecond, then randomness against other processes. */
  const stem = (): string => {
    const now = Math.floor(nowMs());
    if (now > lastMs) {
      lastMs = now;
      counter = 0;
    } else {
      counter += 1;
      // A full millisecond borrows from the next one, so that the order holds.
      if (counter === COUNTER_END) {
        lastMs += 1;
        counter = 0;
      }
    }
    return `3${base62(lastMs, 8)}${base62(counter, 2)}${draw(6)}`;
  };

  return {
    stem,
    sortable: (prefix) => `${prefix}_${stem()}`,
    ofPayment: (prefix, ofStem) => `${prefix}_${ofStem}${draw(7)}`,
    secret: draw,
    digits: createDraw(randomBytes, '0123456789'),
  };
}

/** The payment that a `pi_` or `ch_` id belongs to; null when it is no such id. */
export function stemOf(id: string): string | null {
  return PAYMENT_ID.exec(id)?.[1] ?? null;
}

/** The lowest stem that a payment created at `seconds` (since 1970) or later can have. */
export function stemFrom(seconds: number): string {
  return `3${base62(Math.max(0, seconds) * 1000, 8)}`.padEnd(STEM_LENGTH, '0');
}

function base62(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let place = 0; place < length; place += 1) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}

/** Draws letters from bytes asked for many at a time, because each asking costs a system call. */
function createDraw(randomBytes: RandomBytes, alphabet: string): (length: number) => string {
  // Bytes past the largest multiple of its length would make the first letters likelier.
  const bytesMax = 256 - (256 % alphabet.length);
  let bytes: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (length) => {
    let text = '';
    while (text.length < length) {
      if (used === bytes.length) {
        bytes = randomBytes(RANDOM_BYTES_AT_ONCE);
        used = 0;
      }
      const byte = bytes[used] ?? 0;
      used += 1;
      if (byte < bytesMax) text += alphabet.charAt(byte % alphabet.length);
    }
    return text;
  };
}
