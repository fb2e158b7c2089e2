import {
  type Intent,
  type IntentToOpen,
  type PaymentProvider,
  ProviderOutage,
  ProviderRefusal,
  type WebhookNews,
} from '@ticketing/payment-service/simulation';
import { ask, isStormy, mayHappen, note, type Process, type World } from './world.ts';

/** An intent in the provider's books. */
export interface BookedIntent {
  intent: Intent;
  readonly paymentId: string;
  readonly bookingId: string;
  readonly amountMinor: number;
  /** Of a virtual account: until when it takes money. */
  readonly payBy: Date | null;
}
export interface BookedRefund {
  readonly id: string;
  readonly intentId: string;
  readonly refundId: string;
  readonly amountMinor: number;
  readonly madeAtMs: number;
  /** When the customer's bank gave it back; undefined: it stands. */
  cameBackAtMs: number | undefined;
}
export type CardAnswer = 'accepted' | 'declined' | 'asks the bank';

/**
 * The payment provider as a state machine that keeps Stripe's rules: capture on demand, answers that are
 * remembered under their key, refunds within the money that came, webhooks at least once in any order. It
 * tells of a refund that came back until it is heard, as Stripe does for three days.
 */
export interface SimulatedProvider {
  readonly intents: ReadonlyMap<string, BookedIntent>;
  readonly refunds: readonly BookedRefund[];
  /** No refund is about to come back, and of those that did everybody has heard. */
  isIdle(): boolean;
  portFor(process: Process): PaymentProvider;
  /** The card form in the browser, and the bank's page of 3-D Secure. */
  answerCard(intentId: string, answer: CardAnswer): void;
  /** Somebody transfers the amount to the account that was issued; too late, the bank sends it back. */
  transfer(intentId: string): void;
}

const cameBackReason = 'expired_or_canceled_card';
const account = {
  bankName: { ko: '모의은행', en: 'Simulated Bank' },
  accountNumber: '900-0000-0000',
  accountHolder: '티켓팅프로',
};

interface Remembered {
  readonly question: string;
  readonly answer?: unknown;
  readonly error?: unknown;
}

export function createSimulatedProvider(
  world: World,
  sendWebhook: (body: Buffer, triesMax: number) => Promise<void>,
): SimulatedProvider {
  const intents = new Map<string, BookedIntent>();
  const refunds: BookedRefund[] = [];
  const remembered = new Map<string, Remembered>();
  let numbers = 0;
  let comingBack = 0;
  const newNumber = () => {
    numbers += 1;
    return numbers;
  };

  function find(intentId: string): BookedIntent {
    const found = intents.get(intentId);
    if (found === undefined) throw new ProviderRefusal('resource_missing');
    return found;
  }

  function move(booked: BookedIntent, changes: Partial<Intent>): Intent {
    booked.intent = { ...booked.intent, ...changes };
    note(world, 'provider', `intent is ${booked.intent.status}`, { intentId: booked.intent.id });
    tell(booked.intent);
    return booked.intent;
  }

  /** At least once, perhaps late, perhaps not at all while the storm lasts. */
  function tell(intent: Intent): void {
    if (mayHappen(world, world.weather.webhookLost)) return;
    const authorised = intent.status === 'requires_capture' ? intent : undefined;
    send({ intentId: intent.id, authorised }, { triesMax: 3, whenHeard: () => undefined });
  }

  function send(
    news: Omit<WebhookNews, 'eventId'>,
    { triesMax, whenHeard }: { triesMax: number; whenHeard: () => void },
  ): void {
    const body = Buffer.from(JSON.stringify({ eventId: `evt_${newNumber()}`, ...news }));
    const times = mayHappen(world, world.weather.again) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const delay = world.random.next() * (isStormy(world) ? 4_000 : 100);
      world.time.after(delay, () => {
        const heard = sendWebhook(body, triesMax);
        if (time === 0) void heard.then(whenHeard);
      });
    }
  }

  /** Perhaps before the answer to its making is heard, perhaps long after. */
  function comeBackLater(refund: BookedRefund): void {
    comingBack += 1;
    const ms = world.random.chance(0.5) ? 0 : world.random.integer(0, 20_000);
    world.time.after(ms, () => {
      refund.cameBackAtMs = world.time.nowMs();
      const { id, refundId } = refund;
      note(world, 'provider', 'has a refund given back', { id, refundId });
      send(
        {
          intentId: undefined,
          authorised: undefined,
          failedRefund: { id, refundId, reason: cameBackReason },
        },
        {
          triesMax: Number.POSITIVE_INFINITY,
          whenHeard: () => {
            comingBack -= 1;
          },
        },
      );
    });
  }

  /** One effect and one answer for each key; the same key with another question is refused. */
  function once<Answer>(key: string, question: unknown, work: () => Answer): Answer {
    const asked = JSON.stringify(question);
    const known = remembered.get(key);
    if (known !== undefined) {
      if (known.question !== asked) throw new ProviderRefusal('idempotency_error');
      if ('error' in known) throw known.error;
      return known.answer as Answer;
    }
    try {
      if (mayHappen(world, world.weather.lost / 2)) throw new ProviderOutage({ isAnswered: true });
      const answer = work();
      remembered.set(key, { question: asked, answer });
      return answer;
    } catch (error) {
      remembered.set(key, { question: asked, error });
      throw error;
    }
  }

  function open({ id, bookingId, method, amountMinor, payBy }: IntentToOpen): Intent {
    const intentId = `pi_${newNumber()}`;
    const isCard = method === 'card';
    const intent: Intent = {
      id: intentId,
      status: isCard ? 'requires_payment_method' : 'requires_action',
      clientSecret: `${intentId}_secret`,
      receivedMinor: 0,
      declineCode: undefined,
      card: undefined,
      deposit: payBy === null ? undefined : { ...account, dueAt: payBy.toISOString() },
    };
    intents.set(intentId, { intent, paymentId: id, bookingId, amountMinor, payBy });
    note(world, 'provider', 'opens an intent', { intentId, bookingId, method });
    return intent;
  }

  function capture(intentId: string): Intent {
    const booked = find(intentId);
    if (booked.intent.status !== 'requires_capture') {
      throw new ProviderRefusal('payment_intent_unexpected_state');
    }
    if (mayHappen(world, world.weather.lapse)) {
      move(booked, { status: 'canceled' });
      throw new ProviderRefusal('charge_expired_for_capture');
    }
    const card = { brand: 'visa', last4: '4242' };
    return move(booked, { status: 'succeeded', receivedMinor: booked.amountMinor, card });
  }

  function cancel(intentId: string): Intent {
    const booked = find(intentId);
    const { status } = booked.intent;
    if (status === 'succeeded' || status === 'canceled' || status === 'processing') {
      throw new ProviderRefusal('payment_intent_unexpected_state');
    }
    return move(booked, { status: 'canceled' });
  }

  function refund(intentId: string, refundId: string, amountMinor: number): string {
    const { intent } = find(intentId);
    const given = refunds.filter((made) => made.intentId === intentId && stands(made));
    const leftMinor = given.reduce((left, made) => left - made.amountMinor, intent.receivedMinor);
    if (amountMinor > leftMinor) throw new ProviderRefusal('charge_already_refunded');
    const id = `re_${newNumber()}`;
    const made: BookedRefund = {
      ...{ id, intentId, refundId, amountMinor },
      ...{ madeAtMs: world.time.nowMs(), cameBackAtMs: undefined },
    };
    refunds.push(made);
    note(world, 'provider', 'refunds', { intentId, refundId, amountMinor });
    if (mayHappen(world, world.weather.bounce)) comeBackLater(made);
    return id;
  }

  return {
    intents,
    refunds,
    isIdle: () => comingBack === 0,
    answerCard(intentId, answer) {
      const booked = find(intentId);
      const { status } = booked.intent;
      if (status !== 'requires_payment_method' && status !== 'requires_action') return;
      if (answer === 'accepted') move(booked, { status: 'requires_capture' });
      else if (answer === 'asks the bank') move(booked, { status: 'requires_action' });
      else move(booked, { status: 'requires_payment_method', declineCode: 'card_declined' });
    },
    transfer(intentId) {
      const { intent, payBy, amountMinor } = find(intentId);
      const isOpen = intent.status === 'requires_action' && payBy !== null;
      if (!isOpen || world.time.nowMs() > +payBy) return;
      move(find(intentId), { status: 'succeeded', receivedMinor: amountMinor });
    },
    portFor(process) {
      const asking = <Answer>(effect: () => Answer): Promise<Answer> =>
        ask(world, process, { effect, outage: () => new ProviderOutage() });
      return {
        createIntent: (payment, key) =>
          asking(() => once(key, questionOf(payment), () => open(payment))),
        getIntent: (intentId) => asking(() => find(intentId).intent),
        capture: (intentId, key) =>
          asking(() => once(key, ['capture', intentId], () => capture(intentId))),
        cancel: (intentId, key) =>
          asking(() => once(key, ['cancel', intentId], () => cancel(intentId))),
        refund: (given, key) =>
          asking(() =>
            once(key, given, () => refund(given.intentId, given.refundId, given.amountMinor)),
          ),
        findRefund: (intentId, refundId) =>
          asking(
            () =>
              refunds.find(
                (made) => made.intentId === intentId && made.refundId === refundId && stands(made),
              )?.id,
          ),
        listFailedRefunds: (since) =>
          asking(() =>
            refunds
              .filter(({ cameBackAtMs = Number.NEGATIVE_INFINITY }) => cameBackAtMs >= +since)
              .map(({ id, refundId }) => ({ id, refundId, reason: cameBackReason })),
          ),
        readWebhook: (body) => JSON.parse(body.toString()),
        ping: async () => undefined,
      };
    },
  };
}

/** The customer has it. */
export const stands = ({ cameBackAtMs }: BookedRefund): boolean => cameBackAtMs === undefined;

/** What goes over the wire; the rest of our record is nobody's business, and changes meanwhile. */
const questionOf = ({
  id,
  bookingId,
  method,
  amountMinor,
  currency,
  description,
  payBy,
}: IntentToOpen) => [id, bookingId, method, amountMinor, currency, description, payBy];
