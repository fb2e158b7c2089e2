import {
  bookingCancelled,
  bookingConfirmed,
  bookingExpired,
  bookingRescheduled,
  depositRequested,
  emailVerificationRequested,
  type MailKind,
  passwordResetRequested,
  paymentRefunded,
  topics,
} from '@ticketing/contracts';
import type { BusMessage, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import { attemptsThroughOutage, dataOf, UnfitMessage } from '@ticketing/service-kit';
import type { Static, TSchema } from 'typebox';
import type { NotificationDependencies } from '../dependencies.ts';
import {
  composeCancelled,
  composeConfirmed,
  composeDeposit,
  composeExpired,
  composeRefunded,
  composeRescheduled,
} from '../mails/compose.ts';
import { writeOneTimeLink, writeToAccount } from '../operations/send-mail.ts';

/** A kind of message that causes an e-mail. */
interface Cause {
  readonly type: string;
  readonly kind: MailKind;
  readonly handle: (dependencies: NotificationDependencies, message: BusMessage) => Promise<void>;
}

function cause<Schema extends TSchema>(
  event: { readonly type: string; readonly data: Schema },
  kind: MailKind,
  handle: (
    dependencies: NotificationDependencies,
    mail: { id: string; data: Static<Schema> },
  ) => Promise<void>,
): Cause {
  return {
    type: event.type,
    kind,
    async handle(dependencies, message) {
      await handle(dependencies, { id: message.id, data: dataOf(event, message) });
    },
  };
}

const causes: readonly Cause[] = [
  cause(bookingConfirmed, 'booking_confirmed', (dependencies, { id, data: { booking } }) =>
    writeToAccount(dependencies, {
      id,
      kind: 'booking_confirmed',
      accountId: booking.customerId,
      compose: (reader) => composeConfirmed(booking, reader),
    }),
  ),
  cause(bookingCancelled, 'booking_cancelled', (dependencies, { id, data }) =>
    writeToAccount(dependencies, {
      id,
      kind: 'booking_cancelled',
      accountId: data.booking.customerId,
      compose: (reader) => composeCancelled(data, reader),
    }),
  ),
  cause(bookingExpired, 'booking_expired', (dependencies, { id, data: { booking } }) =>
    writeToAccount(dependencies, {
      id,
      kind: 'booking_expired',
      accountId: booking.customerId,
      compose: (reader) => composeExpired(booking, reader),
    }),
  ),
  cause(bookingRescheduled, 'booking_rescheduled', (dependencies, { id, data }) =>
    writeToAccount(dependencies, {
      id,
      kind: 'booking_rescheduled',
      accountId: data.booking.customerId,
      compose: (reader) => composeRescheduled(data, reader),
    }),
  ),
  cause(depositRequested, 'deposit_requested', (dependencies, { id, data }) =>
    writeToAccount(dependencies, {
      id,
      kind: 'deposit_requested',
      accountId: data.customerId,
      compose: (reader) => composeDeposit(data, reader),
    }),
  ),
  cause(paymentRefunded, 'booking_refunded', (dependencies, { id, data }) =>
    writeToAccount(dependencies, {
      id,
      kind: 'booking_refunded',
      accountId: data.customerId,
      compose: (reader) => composeRefunded(data, reader),
    }),
  ),
  cause(passwordResetRequested, 'password_reset', (dependencies, { id, data }) =>
    writeOneTimeLink(dependencies, { id, kind: 'password_reset', requestId: data.requestId }),
  ),
  cause(emailVerificationRequested, 'email_verification', (dependencies, { id, data }) =>
    writeOneTimeLink(dependencies, { id, kind: 'email_verification', requestId: data.requestId }),
  ),
];

/** Listens to everything that people are written to about. */
export function subscribeToCauses(
  dependencies: NotificationDependencies,
  options: {
    readonly group: string;
    readonly bookingTopic: string;
    readonly onSetAside: NonNullable<SubscribeOptions['onSetAside']>;
  },
): Promise<Subscription[]> {
  const { group, bookingTopic, onSetAside } = options;
  const listened = [bookingTopic, topics.payment, topics.account];
  return Promise.all(
    listened.map((topic) =>
      dependencies.eventBus.subscribe({
        topic,
        group,
        attemptsMax: attemptsThroughOutage,
        onSetAside(letter) {
          onSetAside(letter);
          const kind = causes.find(({ type }) => type === letter.message.type)?.kind;
          if (kind !== undefined) dependencies.metrics.mails.inc({ kind, outcome: 'dead' });
        },
        onMessage: (message, attempt) => applyMessage(dependencies, message, attempt),
      }),
    ),
  );
}

/** The bus tries again with growing pauses; after the last try it sets the message aside. */
async function applyMessage(
  dependencies: NotificationDependencies,
  message: BusMessage,
  attempt: number,
): Promise<void> {
  const found = causes.find(({ type }) => type === message.type);
  if (found === undefined) return;
  try {
    await found.handle(dependencies, message);
  } catch (error) {
    if (attempt < attemptsThroughOutage && !(error instanceof UnfitMessage)) {
      dependencies.metrics.mails.inc({ kind: found.kind, outcome: 'retried' });
    }
    throw error;
  }
}
