import {
  type ApiClient,
  accessTokenFor,
  apiClient,
  testSecrets,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AuthUnderTest, startAuth } from './start-auth.ts';

let auth: AuthUnderTest;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth?.close());

const ownService = { headers: { 'x-service-token': testSecrets.SERVICE_TOKEN } };
const password = '봄밤의 서울 산책';
let people = 0;
let email: string;
let accountId: string;
let person: ApiClient;
let anybody: ApiClient;

beforeEach(async () => {
  people += 1;
  email = `Person${people}@example.com`;
  anybody = apiClient(auth.baseUrl);
  const registered = await anybody.post<{ account: { id: string } }>('/auth/register', {
    email,
    password,
    name: '김민지',
  });
  accountId = registered.body.account.id;
  person = apiClient(auth.baseUrl, await accessTokenFor({ accountId, clock: auth.clock }));
  await auth.clock.advance(1_000);
});

const report = (problem: string, mailSentAt = auth.clock.now().toISOString(), to = email) =>
  anybody.post('/internal/mail-problems', { email: to, problem, mailSentAt }, ownService);
const problemOf = async () =>
  (await person.get<{ mailProblem?: string }>('/auth/me')).body.mailProblem;
const recipient = async () =>
  (
    await anybody.get<{ mailProblem?: string }>(
      `/internal/accounts/${accountId}/recipient`,
      ownService,
    )
  ).body;
const requestsOf = (kind: string) =>
  auth.published.filter(
    ({ type, key }) => type === `account.${kind}_requested` && key === accountId,
  );

interface Link {
  readonly url: string;
  readonly gaveMailsBack: boolean;
}
/** The link of the newest request, when there are that many. */
async function linkOf(kind: string, count: number): Promise<Link> {
  const messages = await waitUntil(() => requestsOf(kind).length === count && requestsOf(kind));
  const [{ requestId } = { requestId: '' }] = messages
    .slice(-1)
    .map(({ data }) => data as { requestId: string });
  return (await anybody.post<Link>('/internal/one-time-links', { requestId }, ownService)).body;
}
const tokenIn = ({ url }: Link) => url.split('#token=')[1] ?? '';

test('only our own services may report, and an address without an account is no error', async () => {
  const mailSentAt = auth.clock.now().toISOString();
  const body = { email, problem: 'bounced', mailSentAt };
  expect((await person.post('/internal/mail-problems', body)).status).toBe(401);
  expect(await problemOf()).toBeUndefined();
  expect((await report('bounced', mailSentAt, 'nobody@example.com')).status).toBe(204);
});

test('the account and the recipient say why mails do not arrive, whatever the address’s case', async () => {
  expect((await recipient()).mailProblem).toBeUndefined();
  expect((await report('bounced', undefined, email.toUpperCase())).status).toBe(204);
  expect((await report('bounced')).status).toBe(204);
  expect(await problemOf()).toBe('bounced');
  expect((await recipient()).mailProblem).toBe('bounced');
  await report('complained');
  await report('bounced');
  expect(await problemOf()).toBe('complained');
});

test('who asks for the mail again is written to again; older mails do not mark the address', async () => {
  const verification = await linkOf('email_verification', 1);
  expect(verification.gaveMailsBack).toBe(false);
  await anybody.post('/auth/email/verify', { token: tokenIn(verification) });
  const bouncedMailSentAt = auth.clock.now().toISOString();
  await report('bounced', bouncedMailSentAt);
  await auth.clock.advance(1_000);
  expect((await person.post('/auth/email/verification')).status).toBe(202);
  expect(await problemOf()).toBeUndefined();
  expect((await linkOf('email_verification', 2)).gaveMailsBack).toBe(true);
  // Told again, or replayed by somebody.
  await report('bounced', bouncedMailSentAt);
  expect(await problemOf()).toBeUndefined();
  // Once it is mended there is nothing more to send.
  expect((await person.post('/auth/email/verification')).status).toBe(202);
  await auth.clock.advance(1_000);
  await report('bounced');
  expect(await problemOf()).toBe('bounced');
  expect(requestsOf('email_verification')).toHaveLength(2);
});

test('asking again and again is limited', async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await auth.clock.advance(1_000);
    await report('bounced');
    statuses.push((await person.post('/auth/email/verification')).status);
  }
  expect(statuses).toEqual([202, 202, 202, 429]);
  expect(await problemOf()).toBe('bounced');
});

test('a reset link goes to a marked address once a day, and using it clears the mark', async () => {
  await report('bounced');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect((await anybody.post('/auth/password/forgot', { email })).status).toBe(202);
  }
  const link = await linkOf('password_reset', 1);
  expect(link.gaveMailsBack).toBe(true);
  const newPassword = '여름의 강변 공연';
  const reset = await anybody.post('/auth/password/reset', { token: tokenIn(link), newPassword });
  expect(reset.status).toBe(204);
  expect(await problemOf()).toBeUndefined();
  expect(requestsOf('password_reset')).toHaveLength(1);
});
