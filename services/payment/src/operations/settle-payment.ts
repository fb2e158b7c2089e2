import { ApiError, runInSpan } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { attemptKey } from '../domain/attempt-key.ts';
import type { Intent } from '../domain/intent.ts';
import { cancelAfterExpirySeconds } from '../domain/limits.ts';
import { pollSeconds, retrySeconds } from '../domain/pauses.ts';
import { mayMove, nextStep, waitingState } from '../domain/payment-moves.ts';
import { isSettled, type PaymentRecord } from '../domain/payment-record.ts';
import { isAnswered, ProviderOutage, ProviderRefusal } from '../engines/payment-provider.ts';
import { openIntent } from './open-intent.ts';
import {
  abandon,
  confirm,
  finish,
  note,
  returnMoney,
  type Sale,
  type SettleDependencies,
  secure,
} from './settlement-steps.ts';

/**
 * Drives a payment as far as it can go now, from Stripe's truth: authorised -> seats secured -> captured
 * -> tickets. Every step is repeatable, so it does not matter who calls this, how often, how old the record
 * is, or where an earlier call was killed. What fails is tried again by the poller.
 * @param authorised the intent as a signed webhook tells it. It may be old, which is no danger: the capture
 *   is asked of the provider, who knows better, and a refused one is looked into.
 */
export async function settlePayment(
  dependencies: SettleDependencies,
  payment: PaymentRecord,
  authorised?: Intent,
): Promise<void> {
  if (isSettled(payment.state)) return;
  const sale: Sale = { payment, state: payment.state, voidReason: 'timeout' };
  try {
    const span = { parent: payment.traceparent ?? undefined };
    await runInSpan('payment.settle', span, () => takeSteps(dependencies, sale, authorised));
  } catch (error) {
    await noteFailure(dependencies, sale, error);
  }
}

async function takeSteps(
  dependencies: SettleDependencies,
  sale: Sale,
  authorised: Intent | undefined,
): Promise<void> {
  const { payment } = sale;
  const isOver = isOverNow(dependencies, payment);
  let intent = authorised ?? (await readIntent(dependencies, payment));
  // The provider never heard of it, so nobody can pay.
  if (intent === undefined) return isOver ? abandon(dependencies, sale) : wait(dependencies, sale);
  let step = nextStep(intent, { method: payment.method, isOver });
  for (;;) {
    switch (step) {
      case 'wait':
        return wait(dependencies, sale, intent);
      case 'secure':
        step = await secure(dependencies, sale, intent);
        break;
      case 'capture':
        intent = await dependencies.provider.capture(intent.id, keyOf(payment, 'capture'));
        step = 'confirm';
        break;
      case 'confirm':
        step = await confirm(dependencies, sale, intent);
        break;
      case 'cancel':
        await dependencies.provider.cancel(intent.id, keyOf(payment, 'cancel'));
        step = 'abandon';
        break;
      case 'return':
        return returnMoney(dependencies, sale, intent);
      case 'abandon':
        return abandon(dependencies, sale);
      case 'finish':
        return finish(dependencies, sale, intent);
    }
  }
}

const keyOf = ({ id, attempt }: PaymentRecord, call: 'capture' | 'cancel'): string =>
  attemptKey(`${id}-${call}`, attempt);

function isOverNow({ clock }: SettleDependencies, payment: PaymentRecord): boolean {
  return payment.cancelRequested || clock.now().getTime() > overAtMs(payment);
}

const overAtMs = ({ bookingExpiresAt }: Pick<PaymentRecord, 'bookingExpiresAt'>): number =>
  bookingExpiresAt.getTime() + cancelAfterExpirySeconds * 1000;

/** After a pause, but no later than when nobody may pay any more. */
function nextLookAt({ clock }: Pick<SettleDependencies, 'clock'>, payment: PaymentRecord): Date {
  const nowMs = clock.now().getTime();
  const afterPauseMs = nowMs + pollSeconds(payment) * 1000;
  const overMs = overAtMs(payment) + 1;
  return new Date(overMs > nowMs ? Math.min(afterPauseMs, overMs) : afterPauseMs);
}

/** Undefined when the provider never began the payment, and will not. */
async function readIntent(
  dependencies: SettleDependencies,
  payment: PaymentRecord,
): Promise<Intent | undefined> {
  if (payment.stripeIntentId !== null)
    return dependencies.provider.getIntent(payment.stripeIntentId);
  try {
    return (await openIntent(dependencies, payment)).intent;
  } catch (error) {
    if (error instanceof ProviderRefusal) return undefined;
    throw error;
  }
}

async function wait(dependencies: SettleDependencies, sale: Sale, intent?: Intent): Promise<void> {
  const { payment } = sale;
  const waiting = intent === undefined ? sale.state : waitingState(intent, payment.method);
  await note(dependencies, payment, {
    state: mayMove(payment.state, waiting) ? waiting : payment.state,
    workDueAt: nextLookAt(dependencies, payment),
    declineCode: intent?.declineCode ?? null,
  });
}

async function noteFailure(
  dependencies: SettleDependencies,
  { payment, state }: Sale,
  error: unknown,
): Promise<void> {
  const asked = error instanceof ProviderOutage ? Number(error.extra?.retryAfterSeconds ?? 0) : 0;
  await note(dependencies, payment, {
    state,
    workDueAt: laterBy(dependencies, retrySeconds(payment.checks, asked)),
    declineCode: payment.declineCode,
    ...(isAnswered(error) && { failedAttempt: payment.attempt }),
  });
  const isOutage = error instanceof ApiError && (error.status === 503 || error.status === 504);
  const level = isOutage ? 'warn' : 'error';
  const { id: paymentId } = payment;
  dependencies.logger[level]({ err: error, paymentId }, 'payment not settled yet; trying again');
}

const laterBy = ({ clock }: Pick<PaymentDependencies, 'clock'>, seconds: number): Date =>
  new Date(clock.now().getTime() + seconds * 1000);
