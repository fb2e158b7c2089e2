import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from './base45.ts';
import {
  decodeSeatDelta,
  decodeSeatStatus,
  encodeSeatDelta,
  encodeSeatStatus,
} from './seat-status.ts';
import { decodeTicketPayload, encodeTicketPayload } from './ticket-payload.ts';

describe('base45', () => {
  test('follows the examples of RFC 9285', () => {
    expect(encodeBase45(new TextEncoder().encode('AB'))).toBe('BB8');
    expect(encodeBase45(new TextEncoder().encode('Hello!!'))).toBe('%69 VD92EX0');
    expect(encodeBase45(new TextEncoder().encode('base-45'))).toBe('UJCLQE7W581');
    expect(new TextDecoder().decode(decodeBase45('QED8WEX0'))).toBe('ietf!');
  });
  test('refuses what is not base45', () => {
    expect(decodeBase45('a00')).toBeUndefined();
    expect(decodeBase45('GGW')).toBeUndefined();
    expect(decodeBase45('0')).toBeUndefined();
  });
  test('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
  });
});

describe('seat status', () => {
  const status = fc.uint8Array({ min: 0, max: 3, maxLength: 300 });
  test('gives back any snapshot', () => {
    fc.assert(
      fc.property(fc.nat(), status, (version, seats) => {
        const decoded = decodeSeatStatus(encodeSeatStatus({ version, status: seats }));
        expect(decoded.version).toBe(version);
        expect([...decoded.status]).toEqual([...seats]);
      }),
    );
  });
  test('gives back any delta', () => {
    const seatNos = fc.uniqueArray(fc.nat(70_000)).map((numbers) => numbers.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), seatNos, fc.nat(3), (from, to, numbers, value) => {
        const delta = {
          fromVersion: from,
          toVersion: to,
          seatNos: numbers,
          status: numbers.map(() => value),
        };
        expect(decodeSeatDelta(encodeSeatDelta(delta))).toEqual(delta);
      }),
    );
  });
  test('refuses a snapshot that is cut off', () => {
    const bytes = encodeSeatStatus({ version: 7, status: new Uint8Array(40) });
    expect(() => decodeSeatStatus(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
  });
});

describe('ticket payload', () => {
  const sized = (size: number) =>
    fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Uint8Array.from(bytes));
  test('gives back any payload, in text that a QR writes in alphanumeric mode', () => {
    fc.assert(
      fc.property(
        sized(12),
        fc.nat(0xffffffff),
        sized(4),
        sized(64),
        (ticket, slot, keyId, signature) => {
          const payload = { ticket, slot, keyId, signature };
          const text = encodeTicketPayload(payload);
          expect(text).toMatch(/^[0-9A-Z $%*+\-./:]{128}$/);
          expect(decodeTicketPayload(text)).toEqual(payload);
        },
      ),
    );
  });
  test('refuses other texts', () => {
    expect(decodeTicketPayload('https://example.com')).toBeUndefined();
    expect(decodeTicketPayload('BB8')).toBeUndefined();
  });
});
