import { recordingLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';

test('secrets and addresses never reach the log, whatever way they come', () => {
  const { logger, lines } = recordingLogger('auth');
  const token = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl`;
  const failure = new Error('duplicate key (email)=(mina@example.com)', {
    cause: new Error('postgresql://app:hunter2@db:5432/ticketing refused'),
  });
  logger.info(
    {
      headers: { authorization: `Bearer ${token}`, cookie: 'refresh_token=hunter2' },
      body: {
        email: 'mina@example.com',
        newPassword: 'hunter2',
        list: [{ clientSecret: 'hunter2' }],
      },
      note: `mina@example.com came with ${token} and sk_test_hunter2hunter2`,
      error: failure,
    },
    'mail to mina@example.com',
  );
  logger.child({ requestId: 'r-1' }).warn(failure);
  const text = JSON.stringify(lines);
  for (const secret of ['hunter2', 'mina@example.com', token]) expect(text).not.toContain(secret);
  expect(lines[0]).toMatchObject({
    level: 'info',
    service: 'auth',
    message: 'mail to [email]',
    error: { type: 'Error', cause: { message: expect.stringContaining('db:5432') } },
  });
  expect(lines[1]).toMatchObject({ level: 'warn', requestId: 'r-1' });
});

test('what is no secret is logged as it is, and a cycle does no harm', () => {
  const { logger, lines } = recordingLogger();
  const cycle: Record<string, unknown> = { seats: 3 };
  cycle.self = cycle;
  logger.info({ bookingId: 'bkg_1', emailVerified: true, at: new Date(0), big: 5n, cycle }, 'done');
  expect(lines[0]).toMatchObject({
    bookingId: 'bkg_1',
    emailVerified: true,
    at: '1970-01-01T00:00:00.000Z',
    big: '5',
    cycle: { seats: 3 },
    message: 'done',
  });
});
