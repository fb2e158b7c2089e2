import fc from 'fast-check';

type Json = unknown;
type Step = string | number;

/** Where something stands in a JSON value: the way to each member, the value itself last. */
function placesIn(value: Json, way: Step[] = []): Step[][] {
  if (typeof value !== 'object' || value === null) return [way];
  const inside = Array.isArray(value)
    ? value.map((item, index) => placesIn(item, [...way, index]))
    : Object.entries(value).map(([name, item]) => placesIn(item, [...way, name]));
  return [...inside.flat(), way];
}

/** The value with what stands there changed; `undefined` leaves it out. */
function changeAt(value: Json, [step, ...rest]: Step[], change: (old: Json) => Json): Json {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== step) return [item];
      const changed = changeAt(item, rest, change);
      return changed === undefined ? [] : [changed];
    });
  }
  const members = value as Record<string, Json>;
  return { ...members, [step]: changeAt(members[String(step)], rest, change) };
}

const nested = (depth: number): Json => {
  let value: Json = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

/** What no member of a request should be, and some that look as if they might. */
const strangers: readonly Json[] = [
  ...[null, true, false, '', ' ', 'text', '0', '1e3', 0, -1, -0.5, 1.5, 2 ** 31, 2 ** 53, 1e308],
  ...[-1e308, 1_000_000_001, [], {}, [[]], [null], { length: 1 }, { toString: 'x' }],
  ...['prf_00000000000000000000000000', 'PRF_01h00000000000000000000000', '../../etc/passwd'],
  ...["'; drop table bookings; --", '\u202e', '🎫'.repeat(100)],
  ...['x'.repeat(10_000), '\u0000', 'a\u0000b', '\ud800', nested(50), 'USD', '9999-99-99T00:00Z'],
];

type Change = (old: Json) => Json;

const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.constant((): Json => undefined) },
  { weight: 6, arbitrary: fc.constantFrom(...strangers).map((stranger) => () => stranger) },
  {
    weight: 1,
    arbitrary: fc.constant((old: Json) => (Array.isArray(old) ? [...old, ...old] : [old])),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('extra', 'constructor', 'prototype', '$where', 'id', 'priceMinor', 'currency')
      .map((name) => (old: Json) => ({ ...(old as object), [name]: 'USD' })),
  },
  {
    weight: 1,
    arbitrary: fc.constant((old: Json) =>
      typeof old === 'number' ? -old - 1 : JSON.stringify(old),
    ),
  },
  // Texts that fit nearly every contract, and that a database may not keep.
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('\u0000', '\ud800', '\udfff\ud800', '\ufffe', '\u200f')
      .map((end) => (old: Json) => (typeof old === 'string' ? `${old.slice(1)}${end}` : old)),
  },
);

/** The value with one to three of its members changed for the worse. */
export const spoiled = (value: Json): fc.Arbitrary<Json> =>
  fc
    .array(fc.tuple(fc.nat({ max: 10_000 }), changes), { minLength: 1, maxLength: 3 })
    .map((steps) => {
      const changed = steps.reduce((now: Json, [index, change]) => {
        const places = placesIn(now);
        const place = places[index % places.length] ?? [];
        return changeAt(now, place, change) ?? null;
      }, value);
      // As the other side reads it: without members that are undefined.
      return JSON.parse(JSON.stringify(changed));
    });

/** A request's body as bytes, with the content type that it claims. */
export interface RawBody {
  readonly name: string;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

/** Bodies that are no JSON object of ours, whatever the endpoint: `sample` is what would fit. */
export function rawBodies(sample: Json): RawBody[] {
  const json = JSON.stringify(sample);
  const raw = (
    name: string,
    bytes: Buffer | string,
    contentType: string | undefined = 'application/json',
  ): RawBody => ({ name, contentType, bytes: Buffer.from(bytes) });
  const deep = 20_000;
  return [
    raw('as plain text', json, 'text/plain'),
    raw('as a form', 'performanceId=1', 'application/x-www-form-urlencoded'),
    raw('as XML', '<?xml version="1.0"?><a/>', 'application/xml'),
    raw('as something unheard of', json, 'x/y; charset=z'),
    raw('empty', ''),
    raw('blank', '  \n'),
    raw('cut off', json.slice(0, -1)),
    raw('followed by more', `${json}${json}`),
    raw('with a comment', `/* hello */ ${json}`),
    raw('as a text', JSON.stringify(json)),
    raw('null', 'null'),
    raw('a number', '1e999'),
    raw('not a number', 'NaN'),
    raw('a list of it', `[${json}]`),
    raw('very deep', '['.repeat(deep) + ']'.repeat(deep)),
    raw('very deep objects', `${'{"a":'.repeat(deep / 2)}1${'}'.repeat(deep / 2)}`),
    raw('with a poisoned prototype', '{"__proto__":{"admin":true}}'),
    raw('with a poisoned constructor', '{"constructor":{"prototype":{"admin":true}}}'),
    raw(
      'with bytes that are no UTF-8',
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x22, 0x3a, 0x31, 0x7d]),
    ),
    raw('as UTF-16', Buffer.from(`\ufeff${json}`, 'utf16le')),
    raw('compressed, but not', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0])),
  ];
}
