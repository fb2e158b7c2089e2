import { createHmac, createSecretKey } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { problem } from '@ticketing/service-kit';
import Stripe from 'stripe';
import {
  type FailedRefund,
  type IntentToOpen,
  type PaymentProvider,
  ProviderOutage,
  ProviderRefusal,
  type WebhookNews,
} from './payment-provider.ts';
import { StripeHttpClient } from './stripe-http-client.ts';
import { toIntent } from './stripe-intent.ts';

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Absent: Stripe itself. */
  readonly apiBaseUrl?: string;
  /** Default: 10 seconds, as long as Stripe may take with a bank. */
  readonly answerMsMax?: number;
}

const answerMsDefault = 10_000;
/** A request that got no answer is sent once more after this; more is the poller's work. */
const repeatPauseMs = 500;
/** Who asks for a longer pause is left to the poller: a customer waits meanwhile. */
const retryAfterSecondsMax = 1;
/** A payment has a refund for each cancellation, and a booking has but a few tickets. */
const refundsMax = 100;
/** The most that Stripe answers at a time. */
const eventsPage = 100;

/** With the card's face on every answer, so that no other call asks for it. */
const expand = ['latest_charge'];

/** Throws as the port says. */
export function createStripeProvider(settings: StripeSettings): PaymentProvider {
  const stripe = openStripe(settings);
  const verify = createWebhookVerifier(stripe, settings.webhookSecret);
  return {
    createIntent: (payment, idempotencyKey) =>
      ask(async () =>
        toIntent(await stripe.paymentIntents.create(intentParameters(payment), { idempotencyKey })),
      ),
    getIntent: (intentId) =>
      ask(async () => toIntent(await stripe.paymentIntents.retrieve(intentId, { expand }))),
    capture: (intentId, idempotencyKey) =>
      ask(async () =>
        toIntent(await stripe.paymentIntents.capture(intentId, { expand }, { idempotencyKey })),
      ),
    cancel: (intentId, idempotencyKey) =>
      ask(async () =>
        toIntent(await stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey })),
      ),
    refund: ({ intentId, amountMinor, refundId }, idempotencyKey) =>
      ask(async () => {
        const refund = await stripe.refunds.create(
          { payment_intent: intentId, amount: amountMinor, metadata: { refund_id: refundId } },
          { idempotencyKey },
        );
        if (!stands(refund)) throw new ProviderRefusal(refund.failure_reason ?? 'refund_failed');
        return refund.id;
      }),
    findRefund: (intentId, refundId) =>
      ask(async () => {
        const { data } = await stripe.refunds.list({ payment_intent: intentId, limit: refundsMax });
        const isOurs = (refund: Stripe.Refund) => refund.metadata?.refund_id === refundId;
        return data.find((refund) => isOurs(refund) && stands(refund))?.id;
      }),
    listFailedRefunds: (since) =>
      ask(async () => {
        const failed: FailedRefund[] = [];
        // The newest come first.
        for await (const event of stripe.events.list({
          type: 'refund.failed',
          limit: eventsPage,
        })) {
          if (event.created * 1000 < since.getTime()) break;
          const { failedRefund } = failedRefundOf(event);
          if (failedRefund !== undefined) failed.push(failedRefund);
        }
        return failed;
      }),
    readWebhook(body, signature) {
      const event = verify(body, signature);
      const intent = intentOf(event);
      const isAuthorised = intent?.status === 'requires_capture';
      return {
        eventId: event.id,
        intentId: intent?.id,
        authorised: isAuthorised ? toIntent(intent) : undefined,
        ...failedRefundOf(event),
      };
    },
    ping: () => ask(async () => void (await stripe.balance.retrieve())),
  };
}

function openStripe(settings: StripeSettings): Stripe {
  const address = settings.apiBaseUrl === undefined ? undefined : new URL(settings.apiBaseUrl);
  return new Stripe(settings.secretKey, {
    timeout: settings.answerMsMax ?? answerMsDefault,
    // The SDK would wait as long as Stripe asks it to, which is up to a minute.
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: 'Ticketing Pro' },
    httpClient: new StripeHttpClient(),
    ...(address && {
      host: address.hostname,
      port: Number(address.port),
      protocol: address.protocol === 'https:' ? ('https' as const) : ('http' as const),
    }),
  });
}

/** The customer's bank gave the money back to us, days later perhaps. */
function failedRefundOf(event: Stripe.Event): Pick<WebhookNews, 'failedRefund'> {
  if (event.type !== 'refund.failed') return {};
  const { id, metadata, failure_reason: reason } = event.data.object;
  const refundId = metadata?.refund_id;
  return { failedRefund: { id, refundId, reason: reason ?? 'refund_failed' } };
}

/** A refund that failed gave nothing back. */
const stands = (refund: Stripe.Refund): boolean =>
  refund.status !== 'failed' && refund.status !== 'canceled';

const intentParameters = (payment: IntentToOpen): Stripe.PaymentIntentCreateParams => ({
  amount: payment.amountMinor,
  currency: payment.currency.toLowerCase(),
  description: payment.description,
  metadata: { payment_id: payment.id, booking_id: payment.bookingId },
  ...(payment.payBy === null
    ? { capture_method: 'manual', allowed_payment_method_types: ['card'] }
    : transferParameters(payment.payBy)),
});

/**
 * In the manner of Stripe's bank transfers. It has no accounts in Korea, so that the local payment server
 * alone knows `kr_bank_transfer` and its deadline, and the types of the SDK do not.
 */
const transferParameters = (payBy: Date) =>
  ({
    allowed_payment_method_types: ['customer_balance'],
    payment_method_data: { type: 'customer_balance' },
    payment_method_options: {
      customer_balance: {
        funding_type: 'bank_transfer',
        bank_transfer: {
          type: 'kr_bank_transfer',
          expires_at: Math.floor(payBy.getTime() / 1000),
        },
      },
    },
    confirm: true,
  }) as unknown as Partial<Stripe.PaymentIntentCreateParams>;

/** Asks, and once more when there was no answer: the key makes it one request. */
async function ask<Result>(question: () => Promise<Result>): Promise<Result> {
  try {
    return await question();
  } catch (error) {
    const failure = toFailure(error);
    if (!mayAskAgain(failure)) throw failure;
  }
  await delay(repeatPauseMs);
  try {
    return await question();
  } catch (error) {
    throw toFailure(error);
  }
}

function mayAskAgain(failure: unknown): boolean {
  if (!(failure instanceof ProviderOutage) || failure.isAnswered) return false;
  const { retryAfterSeconds = 0 } = failure.extra ?? {};
  return Number(retryAfterSeconds) <= retryAfterSecondsMax;
}

/** What Stripe's error means to us; anything else, such as an answer that we cannot read, is a fault. */
function toFailure(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { statusCode: status = 500, headers } = error;
  if (error instanceof Stripe.errors.StripeConnectionError)
    return new ProviderOutage({ cause: error });
  const retryAfter = Number(headers?.['retry-after'] ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  // 409: another request under the same key is still under way. Neither is kept under the key.
  if (status === 409 || status === 429)
    return new ProviderOutage({ retryAfterSeconds, cause: error });
  if (status >= 500)
    return new ProviderOutage({ isAnswered: true, retryAfterSeconds, cause: error });
  return new ProviderRefusal(error.code ?? error.type, error);
}

/** The SDK's check, with a key that is made once: made at each signature it costs seven times as much. */
function createWebhookVerifier(
  { webhooks }: Stripe,
  secret: string,
): (body: Buffer, signature: string) => Stripe.Event {
  const key = createSecretKey(secret, 'utf8');
  const signing = Stripe.createNodeCryptoProvider();
  signing.computeHMACSignature = (text) => createHmac('sha256', key).update(text).digest('hex');
  return (body, signature) => {
    try {
      const event: unknown = webhooks.constructEvent(body, signature, secret, undefined, signing);
      if (isEvent(event)) return event;
    } catch {
      // Told below.
    }
    throw problem('webhook_signature_invalid');
  };
}

const isEvent = (value: unknown): value is Stripe.Event =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';

/** Events of kinds that we do not know have other shapes. */
function intentOf(event: Stripe.Event): Stripe.PaymentIntent | undefined {
  const object: { object?: unknown; id?: unknown } | undefined = event.data?.object;
  if (object?.object !== 'payment_intent' || typeof object.id !== 'string') return undefined;
  return object as Stripe.PaymentIntent;
}
