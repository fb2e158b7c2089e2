import { expect, test } from 'vitest';
import { bindingOf } from './binding.ts';

const key = { keyId: Uint8Array.of(0x0a, 0xff, 0x00, 0x31) };
const device = (keyId: string) =>
  ({
    device: {
      keyId,
      algorithm: 'Ed25519',
      registeredAt: '2026-07-01T00:00:00.000Z',
      changesLeft: 2,
    },
  }) as const;

test('a ticket is here only when the registered key is the one on this device', () => {
  expect(bindingOf(device('0aff0031'), key)).toBe('here');
  expect(bindingOf(device('0aff0032'), key)).toBe('elsewhere');
  expect(bindingOf(device('0aff0031'), undefined)).toBe('elsewhere');
});

test('a ticket that was never shown can be taken, also with a key left from a lost request', () => {
  expect(bindingOf({}, undefined)).toBe('unbound');
  expect(bindingOf({}, key)).toBe('unbound');
});
