import {
  createOneTimeLink,
  getRecipient,
  type MailProblem,
  type Recipient,
  reportMailProblem,
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
} from '@ticketing/service-kit';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { listenOnFreePort, quietLogger, testSecrets, testTokens } from '@ticketing/testing';
import type { NotificationDependencies } from '../src/dependencies.ts';
import { createSnsClient } from '../src/engines/sns.ts';
import { createMailMetrics } from '../src/operations/mail-metrics.ts';
import { createNotificationService } from '../src/service.ts';

/** Auth, as far as notification asks it. */
export interface SmallAuth {
  readonly url: string;
  /** By account id. A reported problem is noted here, as auth does. */
  readonly people: Map<string, Recipient>;
  readonly reports: { email: string; problem: MailProblem; mailSentAt: string }[];
  refusesReports: boolean;
  refusedReports: number;
  close(): Promise<void>;
}

export async function startSmallAuth(): Promise<SmallAuth> {
  const app = createHttpService({
    name: 'auth',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  const auth: SmallAuth = {
    url: '',
    people: new Map(),
    reports: [],
    refusesReports: false,
    refusedReports: 0,
    close: () => app.close(),
  };
  const find = (accountId: string): Recipient => {
    const person = auth.people.get(accountId);
    if (person === undefined) throw problem('not_found');
    return person;
  };
  registerEndpoints(app, [
    route(getRecipient, async ({ params }) => find(params.accountId)),
    route(createOneTimeLink, async ({ body }) => {
      // The request's id is the account's, without its prefix.
      const recipient = find(body.requestId.replace('otr_', 'acc_'));
      return {
        recipient,
        gaveMailsBack: recipient.mailProblem !== undefined,
        url: 'http://localhost:3000/email/verify#token=secret',
        expiresAt: '2026-07-03T12:00:00.000Z',
      };
    }),
    route(reportMailProblem, async ({ body }) => {
      if (auth.refusesReports) {
        auth.refusedReports += 1;
        throw problem('service_unavailable');
      }
      auth.reports.push(body);
      for (const [id, person] of auth.people) {
        if (person.email === body.email)
          auth.people.set(id, { ...person, mailProblem: body.problem });
      }
    }),
  ]);
  const url = await listenOnFreePort(app);
  return Object.assign(auth, { url });
}

export interface StartedNotification {
  readonly url: string;
  readonly eventBus: EventBus;
  readonly metrics: NotificationDependencies['metrics'];
  close(): Promise<void>;
}

/** The service on a bus of its own, with the given way for e-mails. */
export async function startNotification(
  given: Pick<NotificationDependencies, 'mailer' | 'feedback' | 'clock'> & { auth: SmallAuth },
): Promise<StartedNotification> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  const database = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  const eventBus = await openPostgresEventBus({ database });
  const metrics = createMailMetrics();
  const service = createNotificationService(
    {
      ...given,
      mailbox: undefined,
      sns: createSnsClient(),
      auth: httpServiceCaller({ baseUrl: given.auth.url, serviceToken: testSecrets.SERVICE_TOKEN }),
      eventBus,
      frontendUrl: 'http://localhost:3000',
      tokens: testTokens(),
      metrics,
      logger: quietLogger(),
    },
    { group: 'notification-service', bookingTopic: 'booking-events' },
  );
  await service.start();
  return {
    url: await listenOnFreePort(service.app),
    eventBus,
    metrics,
    async close() {
      await service.close();
      await eventBus.close();
      await database.close();
      await testDatabase.close();
    },
  };
}
