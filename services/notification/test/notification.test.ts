import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingExpired,
  bookingRescheduled,
  createOneTimeLink,
  depositRequested,
  getRecipient,
  type MailboxMessage,
  passwordResetRequested,
  paymentRefunded,
} from '@ticketing/contracts';
import {
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import {
  createHttpService,
  httpServiceCaller,
  problem,
  registerEndpoints,
  route,
  type Service,
} from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase, type TestDatabase } from '@ticketing/sql-database/testing';
import {
  type ApiClient,
  apiClient,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mailbox, openMailbox } from '../src/engines/mailbox.ts';
import { createSnsClient } from '../src/engines/sns.ts';
import { createMailMetrics } from '../src/operations/mail-metrics.ts';
import { createNotificationService } from '../src/service.ts';
import { bookingOf as booking, idOf as id } from './booking.ts';

const korean = `acc_${'0'.repeat(25)}1`;
const english = `acc_${'0'.repeat(25)}2`;
let testDatabase: TestDatabase;
let database: SqlDatabase;
let eventBus: EventBus;
let folder: string;
let mailbox: Mailbox;
let authApp: ReturnType<typeof createHttpService>;
let service: Service;
let api: ApiClient;
let authFails = 0;

beforeAll(async () => {
  authApp = createHttpService({
    name: 'auth',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  const people = new Map([
    [
      korean,
      { accountId: korean, email: 'minji@example.com', name: '김민지', locale: 'ko' as const },
    ],
    [english, { accountId: english, email: 'sam@example.com', name: 'Sam', locale: 'en' as const }],
  ]);
  registerEndpoints(authApp, [
    route(getRecipient, async ({ params }) => {
      if (authFails > 0) {
        authFails -= 1;
        throw problem('service_unavailable');
      }
      const person = people.get(params.accountId);
      if (person === undefined) throw problem('not_found');
      return person;
    }),
    route(createOneTimeLink, async ({ body }) => ({
      recipient: {
        accountId: korean,
        email: 'minji@example.com',
        name: '김민지',
        locale: 'ko' as const,
      },
      gaveMailsBack: false,
      url: `http://localhost:3000/password/reset#token=secret-of-${body.requestId}`,
      expiresAt: '2026-07-03T12:00:00.000Z',
    })),
  ]);
  const authUrl = await listenOnFreePort(authApp);
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  database = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  eventBus = await openPostgresEventBus({ database });
  folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
  mailbox = await openMailbox(join(folder, 'mailbox.sqlite'), fixedClock());
  service = createNotificationService(
    {
      mailer: mailbox,
      mailbox,
      sns: createSnsClient(),
      feedback: undefined,
      auth: httpServiceCaller({ baseUrl: authUrl, serviceToken: testSecrets.SERVICE_TOKEN }),
      eventBus,
      frontendUrl: 'http://localhost:3000',
      tokens: testTokens(),
      metrics: createMailMetrics(),
      clock: fixedClock(),
      logger: quietLogger(),
    },
    { group: 'notification-service', bookingTopic: 'booking-events' },
  );
  await service.start();
  api = apiClient(await listenOnFreePort(service.app));
});
afterAll(async () => {
  await service?.close();
  mailbox?.close();
  await eventBus?.close();
  await database?.close();
  await testDatabase?.close();
  await authApp?.close();
  await rm(folder, { recursive: true, force: true });
});

let messages = 0;
async function publish(topic: string, type: string, data: unknown, messageId?: string) {
  messages += 1;
  const message = {
    id: messageId ?? `msg_${messages}`,
    key: 'k',
    type,
    time: '2026-07-03T11:00:00.000Z',
    data,
  };
  await eventBus.publish(topic, [message]);
  return message.id;
}
async function mail(messageId: string): Promise<MailboxMessage> {
  return waitUntil(
    async () => {
      const { body } = await api.get<{ items: MailboxMessage[] }>('/mailbox/messages');
      return body.items.find((item) => item.id === messageId);
    },
    { withinMs: 15_000 },
  );
}

test('a confirmed booking is told in Korean, with seat, price and the venue’s time', async () => {
  const sent = await mail(
    await publish('booking-events', bookingConfirmed.type, { booking: booking(korean) }),
  );
  expect(sent.subject).toBe('[예매 완료] 한강의 <밤>');
  expect(sent.text).toContain('김민지님');
  expect(sent.text).toContain('1층 A구역 3열 12번 (R석)');
  expect(sent.text).toContain('99,000원');
  expect(sent.text).toContain('오후 8:00');
  expect(sent.text).toContain(`http://localhost:3000/bookings/${id('bkg')}/tickets`);
  expect(sent.html).toContain('한강의 &lt;밤&gt;');
  expect(sent.html).not.toContain('<밤>');
});

test('an English reader reads English', async () => {
  const sent = await mail(
    await publish('booking-events', bookingConfirmed.type, { booking: booking(english) }),
  );
  expect(sent.subject).toBe('Booking confirmed: Night of the Han');
  expect(sent.text).toContain('Floor 1 Block A row 3, seat 12 (R seat)');
  expect(sent.text).toContain('₩99,000');
});

test('cancelled, refunded and expired bookings are told; seats given up are not', async () => {
  const cancelled = await mail(
    await publish('booking-events', bookingCancelled.type, {
      booking: booking(korean, { state: 'cancelled' }),
      cancellationId: 'cxl_1',
      ticketIds: [id('tkt')],
      feeMinor: 6000,
      refundMinor: 93_000,
      reason: 'customer',
    }),
  );
  expect(cancelled.text).toContain('취소 수수료: 6,000원');
  const refunded = await mail(
    await publish('payment-events', paymentRefunded.type, {
      paymentId: id('pay'),
      bookingId: id('bkg'),
      customerId: korean,
      cancellationId: 'cxl_1',
      refundMinor: 93_000,
      currency: 'KRW',
      description: 'Night of the Han',
    }),
  );
  expect(refunded.text).toContain('93,000원');
  const released = await publish('booking-events', bookingExpired.type, {
    booking: booking(korean, { state: 'expired', expiredReason: 'released' }),
  });
  const expired = await mail(
    await publish('booking-events', bookingExpired.type, {
      booking: booking(korean, { state: 'expired', expiredReason: 'timeout' }),
    }),
  );
  expect(expired.text).toContain('결제된 금액은 없어요');
  const all = await api.get<{ items: MailboxMessage[] }>('/mailbox/messages');
  expect(all.body.items.map((item) => item.id)).not.toContain(released);
});

test('a postponed performance is told with both dates, or that its date is open', async () => {
  const rescheduled = (customerId: string, dateOpen: boolean) =>
    publish('booking-events', bookingRescheduled.type, {
      booking: booking(customerId, { fullRefundUntil: '2026-07-10T14:59:00.000Z' }),
      startsAtBefore: '2026-06-20T11:00:00.000Z',
      dateOpen,
      reason: { ko: '출연진 부상', en: 'An injury in the cast' },
    });
  const sent = await mail(await rescheduled(korean, false));
  expect(sent.subject).toBe('[공연 연기] 한강의 <밤>');
  expect(sent.text).toContain('일시: 2026년 7월 3일');
  expect(sent.text).toContain('이전 일시: 2026년 6월 20일');
  expect(sent.text).toContain('사유: 출연진 부상');
  expect(sent.text).toMatch(/2026년 7월 10일.*까지 수수료 없이 취소/);
  const open = await mail(await rescheduled(english, true));
  expect(open.subject).toBe('New date: Night of the Han');
  expect(open.text).toContain('When: Not known yet');
  expect(open.text).not.toContain('3 July 2026');
});

test('a deposit is asked for with bank, account, amount and deadline', async () => {
  const requested = (customerId: string) =>
    publish('payment-events', depositRequested.type, {
      paymentId: id('pay'),
      bookingId: id('bkg'),
      customerId,
      amountMinor: 99_000,
      currency: 'KRW',
      description: 'Night of the Han',
      deposit: {
        bankName: { ko: '한강은행', en: 'Han River Bank' },
        accountNumber: '110-234-567890',
        accountHolder: 'Ticketing Pro',
        dueAt: '2026-07-03T14:59:00.000Z',
      },
    });
  const sent = await mail(await requested(korean));
  expect(sent.subject).toBe('[입금 안내] 99,000원을 입금해 주세요');
  expect(sent.text).toContain('은행: 한강은행');
  expect(sent.text).toContain('계좌번호: 110-234-567890');
  expect(sent.text).toContain('오후 11:59');
  const other = await mail(await requested(english));
  expect(other.text).toContain('Bank: Han River Bank');
  expect(other.text).toContain('₩99,000');
});

test('a reset link is in the mail and nowhere on the bus', async () => {
  const sent = await mail(
    await publish('account-events', passwordResetRequested.type, {
      accountId: korean,
      requestId: 'otr_12345678',
      expiresAt: '2026-07-03T12:00:00.000Z',
    }),
  );
  expect(sent.text).toContain('#token=secret-of-otr_12345678');
});

test('the same message twice is one mail, and a broken one blocks nothing', async () => {
  await publish('booking-events', bookingConfirmed.type, { booking: 'broken' });
  const first = await publish(
    'booking-events',
    bookingConfirmed.type,
    { booking: booking(korean) },
    'msg_same',
  );
  await publish('booking-events', bookingConfirmed.type, { booking: booking(korean) }, 'msg_same');
  await mail(await publish('booking-events', bookingConfirmed.type, { booking: booking(korean) }));
  const all = await api.get<{ items: MailboxMessage[] }>('/mailbox/messages');
  expect(all.body.items.filter((item) => item.id === first)).toHaveLength(1);
});

test('a mail that fails is tried again', async () => {
  authFails = 2;
  await mail(await publish('booking-events', bookingConfirmed.type, { booking: booking(korean) }));
  expect(authFails).toBe(0);
});

test('the mailbox page shows subjects without letting them be markup', async () => {
  const page = await api.get<string>('/mailbox?to=minji@example.com');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.body).toContain('한강의 &lt;밤&gt;');
  expect((await api.get('/mailbox/messages/..%2f..%2fetc')).status).toBe(400);
  expect((await api.get('/mailbox/messages/msg_none')).status).toBe(404);
});

test('where nobody tells us about mails, there is nobody to tell', async () => {
  expect((await api.post('/notifications/ses', {})).status).toBe(404);
});
