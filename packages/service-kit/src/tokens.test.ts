import { fixedClock } from '@ticketing/testing';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { type Caller, createTokenVerifier, signAccessToken } from './tokens.ts';

const secret = 'a-secret-that-is-long-enough-for-everything-we-sign-here-and-more';
const caller: Caller = {
  accountId: newId('account'),
  role: 'organizer',
  organizerId: newId('organizer'),
  sessionId: 'family-1',
};

test.each(['HS256', 'HS384', 'HS512'] as const)(
  '%s: what was signed is verified',
  async (algorithm) => {
    const token = await signAccessToken(caller, { secret, algorithm, expiresInSeconds: 60 });
    const verifier = createTokenVerifier({ secret, algorithm });
    expect(await verifier.verifyAccessToken(token)).toEqual(caller);
  },
);

test('a token ends at its time, also one that was verified before', async () => {
  const clock = fixedClock();
  const options = { secret, algorithm: 'HS256', clock } as const;
  const token = await signAccessToken(caller, { ...options, expiresInSeconds: 60 });
  const verifier = createTokenVerifier(options);
  await verifier.verifyAccessToken(token);
  await clock.advance(59_000);
  await verifier.verifyAccessToken(token);
  await clock.advance(1_000);
  await expect(verifier.verifyAccessToken(token)).rejects.toMatchObject({ code: 'token_expired' });
  await expect(verifier.verifyAccessToken(token)).rejects.toMatchObject({ code: 'token_expired' });
});

test('tokens of another secret, algorithm, issuer or shape are refused', async () => {
  const verifier = createTokenVerifier({ secret, algorithm: 'HS256' });
  const sign = (options: { secret?: string; algorithm?: 'HS256' | 'HS512' }) =>
    signAccessToken(caller, { secret, algorithm: 'HS256', expiresInSeconds: 60, ...options });
  const key = new TextEncoder().encode(secret);
  const claims = { role: 'customer', sid: 's' };
  const unsigned = [{ alg: 'none' }, { ...claims, iss: 'ticketing-auth', sub: caller.accountId }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const bad = [
    await sign({ secret: `${secret}!` }),
    await sign({ algorithm: 'HS512' }),
    `${unsigned}.`,
    'rubbish',
    await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(caller.accountId)
      .setIssuer('somebody-else')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key),
    await new SignJWT({ ...claims, role: 'root' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(caller.accountId)
      .setIssuer('ticketing-auth')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key),
    await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(caller.accountId)
      .setIssuer('ticketing-auth')
      .setIssuedAt()
      .sign(key),
  ];
  for (const token of bad) {
    await expect(verifier.verifyAccessToken(token)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  }
});

test('the service token is accepted whole, and none when none was set', () => {
  const verifier = createTokenVerifier({ secret, algorithm: 'HS256', serviceToken: 'inner-token' });
  expect(verifier.isServiceToken('inner-token')).toBe(true);
  for (const guess of ['', 'inner-toke', 'inner-token2']) {
    expect(verifier.isServiceToken(guess)).toBe(false);
  }
  expect(createTokenVerifier({ secret, algorithm: 'HS256' }).isServiceToken('')).toBe(false);
});
