import { expect, test } from 'vitest';
import { isWeakPassword } from './password-strength.ts';

const account = { email: 'minji.kim@example.com', name: '김민지' };

test.each(['password', '1q2w3e4r', '12345678', '87654321', 'aaaaaaaa', 'abababab', 'minji.kim1'])(
  '%s is refused',
  (password) => expect(isWeakPassword(password, account)).toBe(true),
);

test.each(['correct horse battery', 'Seoul-2026-봄밤', 'k7#mTq9z', 'minji.kim and the sea'])(
  '%s is accepted',
  (password) => expect(isWeakPassword(password, account)).toBe(false),
);
