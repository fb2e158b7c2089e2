import { testSecrets, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthUnderTest, startAuth } from './start-auth.ts';

let auth: AuthUnderTest;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth?.close());

interface Reply {
  status: number;
  body: Record<string, unknown>;
  /** The refresh cookie as a request sends it back; '' when it was cleared. */
  cookie: string | undefined;
}

async function call(
  method: string,
  path: string,
  {
    body,
    token,
    cookie,
    serviceToken,
  }: {
    body?: unknown;
    token?: unknown;
    cookie?: string | undefined;
    serviceToken?: string;
  } = {},
): Promise<Reply> {
  const response = await fetch(`${auth.baseUrl}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${String(token)}` }),
      ...(cookie !== undefined && { cookie }),
      ...(serviceToken !== undefined && { 'x-service-token': serviceToken }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const set = response.headers.getSetCookie().find((line) => line.startsWith('refresh_token='));
  return {
    status: response.status,
    body: text === '' ? {} : JSON.parse(text),
    cookie: set === undefined ? undefined : (set.split(';')[0] ?? '').replace(/=$/, ''),
  };
}

const codeOf = (reply: Reply) => String(reply.body.type).replace('urn:ticketing:error:', '');
const password = '봄밤의 서울 산책';
let people = 0;
async function register(changes: Record<string, unknown> = {}) {
  people += 1;
  const email = `person${people}@example.com`;
  const reply = await call('POST', '/auth/register', {
    body: { email, password, name: '김민지', ...changes },
  });
  return { email, ...reply };
}

async function linkToken(kind: string, accountId: unknown): Promise<string> {
  const message = await waitUntil(() =>
    auth.published.findLast(
      ({ type, key }) => type === `account.${kind}_requested` && key === accountId,
    ),
  );
  const { requestId } = message.data as { requestId: string };
  const link = await call('POST', '/internal/one-time-links', {
    body: { requestId },
    serviceToken: testSecrets.SERVICE_TOKEN,
  });
  return String(link.body.url).split('#token=')[1] ?? '';
}

describe('registering and signing in', () => {
  test('opens a customer’s account, signed in, Korean by default', async () => {
    const reply = await register();
    expect(reply.status).toBe(201);
    expect(reply.body.account).toMatchObject({
      role: 'customer',
      locale: 'ko',
      emailVerified: false,
    });
    const me = await call('GET', '/auth/me', { token: reply.body.accessToken });
    expect(me.body).toMatchObject({ email: reply.email, name: '김민지' });
  });
  test('an address is taken whatever its letters’ case', async () => {
    const { email } = await register();
    const again = await register({ email: email.toUpperCase() });
    expect([again.status, codeOf(again)]).toEqual([409, 'email_taken']);
  });
  test('of twenty who register the same address at once, one gets it', async () => {
    const email = 'wanted@example.com';
    const replies = await Promise.all(Array.from({ length: 20 }, () => register({ email })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, ...Array(19).fill(409)]);
  });
  test('weak passwords, unknown fields and bad addresses change nothing', async () => {
    expect(codeOf(await register({ password: '12345678' }))).toBe('password_too_weak');
    expect((await register({ role: 'admin' })).status).toBe(400);
    expect((await register({ email: 'no address' })).status).toBe(400);
  });
  test('a name that the database cannot keep is refused, and may else be in any script', async () => {
    expect(codeOf(await register({ name: 'a\u0000b' }))).toBe('invalid_request');
    const { body } = await register();
    const rename = (name: string) =>
      call('PATCH', '/auth/me', { body: { name }, token: String(body.accessToken) });
    expect(codeOf(await rename('\u0000'))).toBe('invalid_request');
    const named = { status: 200, body: { name: '김하늘 🎫 O’Neill' } };
    expect(await rename(named.body.name)).toMatchObject(named);
  });
  test('a wrong password and an unknown address sound the same', async () => {
    const { email } = await register();
    const wrong = await call('POST', '/auth/login', {
      body: { email, password: 'something else' },
    });
    const unknown = await call('POST', '/auth/login', {
      body: { email: 'nobody@example.com', password: 'something else' },
    });
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'credentials_wrong']);
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });
  test('ten wrong passwords lock the account, also for the right one', async () => {
    const { email } = await register();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await call('POST', '/auth/login', { body: { email, password: 'guess' } });
    }
    const right = await call('POST', '/auth/login', { body: { email, password } });
    expect([right.status, codeOf(right)]).toEqual([429, 'account_locked']);
  });
  test('right ones never do', async () => {
    const { email } = await register();
    for (let signIn = 0; signIn < 12; signIn += 1) {
      const { status } = await call('POST', '/auth/login', { body: { email, password } });
      expect(status).toBe(200);
    }
  });
});

describe('refreshing', () => {
  test('the cookie rotates, and the old one works for a few seconds more', async () => {
    const { cookie } = await register();
    const next = await call('POST', '/auth/refresh', { cookie });
    expect(next.status).toBe(200);
    expect(next.cookie).not.toBe(cookie);
    expect((await call('POST', '/auth/refresh', { cookie })).status).toBe(200);
  });
  test('a token used long ago ends the whole sign-in', async () => {
    const { cookie } = await register();
    const next = await call('POST', '/auth/refresh', { cookie });
    auth.clock.advance(11_000);
    const stolen = await call('POST', '/auth/refresh', { cookie });
    expect([stolen.status, codeOf(stolen), stolen.cookie]).toEqual([
      401,
      'refresh_token_reused',
      'refresh_token',
    ]);
    expect(codeOf(await call('POST', '/auth/refresh', { cookie: next.cookie }))).toBe(
      'refresh_token_invalid',
    );
  });
  test('logging out ends it, and a session ends after 30 days', async () => {
    const first = await register();
    expect((await call('POST', '/auth/logout', { cookie: first.cookie })).status).toBe(204);
    expect((await call('POST', '/auth/refresh', { cookie: first.cookie })).status).toBe(401);
    const second = await register();
    auth.clock.advance(31 * 86_400_000);
    expect((await call('POST', '/auth/refresh', { cookie: second.cookie })).status).toBe(401);
  });
});

describe('links by e-mail', () => {
  test('verification: once', async () => {
    const { body } = await register();
    const account = body.account as { id: string };
    const token = await linkToken('email_verification', account.id);
    expect((await call('POST', '/auth/email/verify', { body: { token } })).status).toBe(204);
    const again = await call('POST', '/auth/email/verify', { body: { token } });
    expect([again.status, codeOf(again)]).toEqual([410, 'one_time_token_invalid']);
    const me = await call('GET', '/auth/me', { token: body.accessToken });
    expect(me.body.emailVerified).toBe(true);
  });
  test('a reset sets the password, ends all sign-ins, and works once', async () => {
    const { email, body, cookie } = await register();
    expect((await call('POST', '/auth/password/forgot', { body: { email } })).status).toBe(202);
    const token = await linkToken('password_reset', (body.account as { id: string }).id);
    const newPassword = '여름의 강변 공연';
    const weak = await call('POST', '/auth/password/reset', {
      body: { token, newPassword: 'aaaaaaaa' },
    });
    expect(codeOf(weak)).toBe('password_too_weak');
    const reset = await call('POST', '/auth/password/reset', { body: { token, newPassword } });
    expect(reset.status).toBe(204);
    expect((await call('POST', '/auth/refresh', { cookie })).status).toBe(401);
    expect((await call('POST', '/auth/login', { body: { email, password } })).status).toBe(401);
    expect(
      (await call('POST', '/auth/login', { body: { email, password: newPassword } })).status,
    ).toBe(200);
    expect(
      (await call('POST', '/auth/password/reset', { body: { token, newPassword } })).status,
    ).toBe(410);
  });
  test('asking for an unknown address says the same and publishes nothing', async () => {
    const before = auth.published.length;
    const reply = await call('POST', '/auth/password/forgot', {
      body: { email: 'no@example.com' },
    });
    expect(reply.status).toBe(202);
    expect(auth.published.length).toBe(before);
  });
  test('links are made for our services only', async () => {
    const reply = await call('POST', '/internal/one-time-links', {
      body: { requestId: 'otr_12345678' },
    });
    expect(reply.status).toBe(401);
  });
});

test('changing the password keeps this sign-in and ends the others', async () => {
  const { email, body, cookie } = await register();
  const other = await call('POST', '/auth/login', { body: { email, password } });
  const token = body.accessToken;
  const wrong = await call('POST', '/auth/password/change', {
    token,
    body: { currentPassword: 'not this', newPassword: '가을의 남산 길' },
  });
  expect(codeOf(wrong)).toBe('credentials_wrong');
  const changed = await call('POST', '/auth/password/change', {
    token,
    body: { currentPassword: password, newPassword: '가을의 남산 길' },
  });
  expect(changed.status).toBe(204);
  expect((await call('POST', '/auth/refresh', { cookie })).status).toBe(200);
  expect((await call('POST', '/auth/refresh', { cookie: other.cookie })).status).toBe(401);
});

test('operators can count what became of sign-ins', async () => {
  const text = await (await fetch(`${auth.baseUrl}/metrics`)).text();
  for (const outcome of ['registered', 'refused', 'locked', 'token_reused', 'password_reset']) {
    expect(text).toMatch(new RegExp(`auth_sign_ins_total\\{outcome="${outcome}".*\\} [1-9]`));
  }
});
