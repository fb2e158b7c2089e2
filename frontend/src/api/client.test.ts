import type { Session } from '@ticketing/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, callUrl, createClient } from './client.ts';
import { ApiProblem } from './problem.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';

const account: Session['account'] = {
  id: 'acc_00000000000000000000000000',
  email: 'mina@example.com',
  emailVerified: true,
  name: '미나',
  locale: 'ko',
  role: 'customer',
  createdAt: '2026-07-01T00:00:00.000Z',
};
const sessionWith = (accessToken: string): Session => ({
  account,
  accessToken,
  expiresInSeconds: 900,
});
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-request-id': 'req_header' },
  });
const problem = (status: number, code: string, extra = {}) =>
  json(status, { code, status, ...extra });

const listBookings: Call = { method: 'GET', path: '/bookings', access: 'customer' };

/** A server that knows one good token and hands out a new one per refresh. */
function fakeServer() {
  const state = {
    good: 'token-1',
    refreshes: 0,
    sent: [] as { path: string; token: string | null }[],
  };
  const answer = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const path = new URL(String(input)).pathname.replace('/api', '');
    const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? null;
    state.sent.push({ path, token });
    await Promise.resolve();
    if (path === '/auth/refresh') {
      state.refreshes += 1;
      state.good = `token-${state.refreshes + 1}`;
      return json(200, sessionWith(state.good));
    }
    if (path === '/search') return json(200, { items: [] });
    return token === state.good ? json(200, { items: [] }) : problem(401, 'token_expired');
  };
  return { state, fetch: answer as typeof fetch };
}

let hint: boolean;
let session: SessionStore;
const clientWith = (fetchLike: typeof fetch, isOnline = () => true) =>
  createClient({
    baseUrl: 'http://localhost/api',
    fetch: fetchLike,
    session,
    isOnline,
    alone: (work) => work(),
  });

beforeEach(() => {
  hint = false;
  session = createSessionStore({
    read: () => hint,
    write: (signedIn) => {
      hint = signedIn;
    },
  });
});

describe('the session', () => {
  it('renews an expired token once for any number of calls at the same time, and repeats each', async () => {
    const server = fakeServer();
    session.set(sessionWith('stale'));
    const client = clientWith(server.fetch);
    await Promise.all(Array.from({ length: 8 }, () => client.json(listBookings)));
    expect(server.state.refreshes).toBe(1);
    expect(session.accessToken()).toBe('token-2');
    expect(server.state.sent.filter((each) => each.token === 'token-2')).toHaveLength(8);
  });

  it('does not renew again for a call that failed with a token which has been replaced meanwhile', async () => {
    const server = fakeServer();
    session.set(sessionWith('stale'));
    let slow: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      slow = resolve;
    });
    let first = true;
    const client = clientWith((async (input, init) => {
      const reply = await server.fetch(input as string, init);
      const isFirst = first;
      first = false;
      if (isFirst) await held;
      return reply;
    }) as typeof fetch);
    const late = client.json(listBookings);
    await client.json(listBookings);
    slow?.();
    await late;
    expect(server.state.refreshes).toBe(1);
  });

  it('is restored before the first call that needs it', async () => {
    const server = fakeServer();
    hint = true;
    session = createSessionStore({ read: () => hint, write: () => undefined });
    expect(session.getState().status).toBe('restoring');
    await clientWith(server.fetch).json(listBookings);
    expect(server.state.sent.map((each) => each.path)).toEqual(['/auth/refresh', '/bookings']);
    expect(session.getState()).toEqual({ status: 'signed_in', account });
  });

  it('is not asked for by visitors, nor waited for by calls that anyone may make', async () => {
    const server = fakeServer();
    const open: Call = { method: 'GET', path: '/search', access: 'public' };
    await clientWith(server.fetch).json(open);
    hint = true;
    session = createSessionStore({ read: () => hint, write: () => undefined });
    await clientWith(server.fetch).json(open);
    expect(server.state.sent.map((each) => each.path)).toEqual(['/search', '/search']);
  });

  it('ends when the refresh cookie is refused, and outlives a network fault', async () => {
    session.set(sessionWith('stale'));
    const refused = clientWith((async (input) =>
      String(input).endsWith('/auth/refresh')
        ? problem(401, 'refresh_token_reused')
        : problem(401, 'token_expired')) as typeof fetch);
    await expect(refused.json(listBookings)).rejects.toMatchObject({
      code: 'refresh_token_reused',
    });
    expect(session.getState().status).toBe('signed_out');
    expect(hint).toBe(false);

    session.set(sessionWith('stale'));
    const broken = clientWith((async (input) => {
      if (String(input).endsWith('/auth/refresh')) throw new TypeError('Failed to fetch');
      return problem(401, 'token_expired');
    }) as typeof fetch);
    await expect(broken.json(listBookings)).rejects.toMatchObject({ code: 'unreachable' });
    expect(hint).toBe(true);
  });
});

describe('failures', () => {
  it('carry code, detail, request number and every further member of the problem document', async () => {
    const client = clientWith((async () =>
      problem(409, 'seats_taken', {
        detail: 'A-1-12 is taken',
        requestId: 'req_1',
        seatNos: [12],
      })) as typeof fetch);
    const error = await client.json({ ...listBookings, access: 'public' }).catch((each) => each);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({
      code: 'seats_taken',
      status: 409,
      detail: 'A-1-12 is taken',
      requestId: 'req_1',
      members: { seatNos: [12] },
    });
  });

  it('of a proxy that speaks no problem documents are named by their status', async () => {
    const client = clientWith(
      (async () =>
        new Response('<h1>Bad gateway</h1>', {
          status: 502,
          headers: { 'x-request-id': 'req_2', 'retry-after': '7' },
        })) as typeof fetch,
    );
    await expect(client.json({ ...listBookings, access: 'public' })).rejects.toMatchObject({
      code: 'service_unavailable',
      requestId: 'req_2',
      retryAfterSeconds: 7,
    });
  });

  it('tell offline, unreachable, timed out, unreadable and given up apart', async () => {
    const open: Call = { method: 'GET', path: '/search', access: 'public' };
    const never = ((_input: unknown, init?: RequestInit) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      })) as typeof fetch;
    const down = (async () => {
      throw new TypeError('Failed to fetch');
    }) as typeof fetch;
    const code = (client: ReturnType<typeof clientWith>, call: Call) =>
      client.json(call).then(
        () => 'answered',
        (error: unknown) => (error instanceof ApiProblem ? error.code : String(error)),
      );
    expect(
      await code(
        clientWith(down, () => false),
        open,
      ),
    ).toBe('offline');
    expect(await code(clientWith(down), open)).toBe('unreachable');
    expect(await code(clientWith(never), { ...open, timeoutMs: 10 })).toBe('timed_out');
    const html = (async () => new Response('<html>')) as typeof fetch;
    expect(await code(clientWith(html), open)).toBe('unreadable_reply');
    const giveUp = new AbortController();
    const given = code(clientWith(never), { ...open, signal: giveUp.signal });
    giveUp.abort();
    expect(await given).toContain('AbortError');
  });
});

describe('callUrl', () => {
  it('fills and escapes path parameters and leaves absent query members out', () => {
    const url = callUrl('http://x/api', {
      path: '/bookings/:bookingId/cancellation',
      params: { bookingId: 'a/b' },
      query: { q: '밤의 도서관', page: 0, from: undefined, to: '' },
    });
    expect(url).toBe(
      'http://x/api/bookings/a%2Fb/cancellation?q=%EB%B0%A4%EC%9D%98+%EB%8F%84%EC%84%9C%EA%B4%80&page=0',
    );
  });
});
