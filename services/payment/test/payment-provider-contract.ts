import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type IntentToOpen,
  type PaymentProvider,
  ProviderRefusal,
} from '../src/engines/payment-provider.ts';

export const webhookSecret = 'whsec_contract_0123456789';

export interface ProviderUnderTest {
  readonly provider: PaymentProvider;
  /** Gives the card to the server, as the customer's browser does. */
  pay(intentId: string, cardNumber: string): Promise<void>;
  /** Transfers money to the account, as at a bank; true when the bank took it. */
  transfer(accountNumber: string, amountMinor: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Promises that a server cannot keep, and why. */
export interface Exceptions {
  readonly reason: string;
  readonly promises: readonly string[];
}

const good = '4242424242424242';
/** Pays; a refund to it fails some seconds after it was made. */
const failsRefunds = '4000000000005126';
const withoutFunds = '4000000000009995';

/** Every sentence of the port of payments, proved on one server that speaks Stripe's API. */
export function provesPaymentProvider(
  server: string,
  open: () => Promise<ProviderUnderTest>,
  exceptions: readonly Exceptions[] = [],
): void {
  const excepted = new Map(
    exceptions.flatMap(({ reason, promises }) => promises.map((name) => [name, reason] as const)),
  );
  function promise(name: string, prove: () => Promise<void>): void {
    const reason = excepted.get(name);
    if (!excepted.delete(name)) test(name, prove);
    // A server that keeps nothing cannot show it, as its reason says; the local server proves it.
    else test.skip(`${name} (${reason})`, prove);
  }

  describe(`payments by ${server}`, () => {
    let under: ProviderUnderTest;
    let provider: PaymentProvider;
    beforeAll(async () => {
      under = await open();
      provider = under.provider;
    }, 120_000);
    afterAll(async () => {
      await under?.close();
    });
    const newPayment = (): IntentToOpen => ({
      id: newId('payment'),
      bookingId: newId('booking'),
      amountMinor: 99_000,
      currency: 'KRW',
      description: '시험 공연 / Test show, 2 x 2026-12-24T11:00:00.000Z',
      method: 'card',
      payBy: null,
    });
    const create = (payment = newPayment(), key = payment.id) =>
      provider.createIntent(payment, key);

    promise('every request is taken as it is, and answered with what we read of it', async () => {
      await provider.ping();
      const created = await create();
      expect(created).toMatchObject({
        id: expect.stringMatching(/^pi_/),
        status: 'requires_payment_method',
        receivedMinor: 0,
      });
      expect(created.clientSecret).toMatch(/^pi_\w+_secret_\w+$/);
      expect((await provider.getIntent(created.id)).id).toBe(created.id);
      await under.pay(created.id, good);
      expect((await provider.capture(created.id, newId('message'))).id).toBe(created.id);
      const refundId = newId('message');
      const refund = { intentId: created.id, amountMinor: 1000, refundId };
      expect(await provider.refund(refund, refundId)).toMatch(/^re_/);
      await provider.findRefund(created.id, refundId);
      await provider.listFailedRefunds(new Date());
      const other = await create();
      expect((await provider.cancel(other.id, newId('message'))).id).toBe(other.id);
    });

    promise('a wrong amount is refused, and not as an outage', async () => {
      const wrong = { ...newPayment(), amountMinor: 'much' as unknown as number };
      const refused = await create(wrong).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ProviderRefusal);
      expect(refused).toMatchObject({ cause: { type: 'StripeInvalidRequestError' } });
    });

    promise('a payment has one intent, however often it is asked for', async () => {
      const payment = newPayment();
      const first = await create(payment);
      expect(await create(payment)).toEqual(first);
      expect((await create()).id).not.toBe(first.id);
    });

    promise('an authorised intent is captured once and for all of its amount', async () => {
      const payment = newPayment();
      const { id } = await create(payment);
      await under.pay(id, good);
      const authorised = await provider.getIntent(id);
      expect([authorised.status, authorised.receivedMinor]).toEqual(['requires_capture', 0]);
      const captured = await provider.capture(id, `${payment.id}-capture`);
      expect([captured.status, captured.receivedMinor]).toEqual(['succeeded', payment.amountMinor]);
      expect(await provider.capture(id, `${payment.id}-capture`)).toEqual(captured);
      expect(await provider.getIntent(id)).toEqual(captured);
    });

    promise('a cancelled intent takes no money any more', async () => {
      const payment = newPayment();
      const { id } = await create(payment);
      await under.pay(id, good);
      const cancelled = await provider.cancel(id, `${payment.id}-cancel`);
      expect([cancelled.status, cancelled.receivedMinor]).toEqual(['canceled', 0]);
      expect(await provider.cancel(id, `${payment.id}-cancel`)).toEqual(cancelled);
      await expect(provider.capture(id, `${payment.id}-capture`)).rejects.toThrow();
    });

    promise(
      'an account takes exactly its amount, once, and its money is ours at once',
      async () => {
        const payBy = new Date(Date.now() + 3_600_000);
        const payment = { ...newPayment(), method: 'virtual_account' as const, payBy };
        const intent = await create(payment);
        expect(intent).toMatchObject({ status: 'requires_action', receivedMinor: 0 });
        expect(await create(payment)).toEqual(intent);
        const { accountNumber = '', dueAt = '' } = intent.deposit ?? {};
        expect(Math.abs(Date.parse(dueAt) - payBy.getTime())).toBeLessThan(1000);
        expect(await under.transfer(accountNumber, payment.amountMinor - 1)).toBe(false);
        expect(await under.transfer(accountNumber, payment.amountMinor)).toBe(true);
        expect(await under.transfer(accountNumber, payment.amountMinor)).toBe(false);
        expect(await provider.getIntent(intent.id)).toMatchObject({
          status: 'succeeded',
          receivedMinor: payment.amountMinor,
        });
        await expect(provider.cancel(intent.id, newId('message'))).rejects.toBeInstanceOf(
          ProviderRefusal,
        );
        const other = await create({ ...payment, id: newId('payment') });
        await provider.cancel(other.id, newId('message'));
        expect(await under.transfer(other.deposit?.accountNumber ?? '', 99_000)).toBe(false);
        const late = { ...payment, id: newId('payment'), payBy: new Date(Date.now() - 1000) };
        await expect(create(late)).rejects.toBeInstanceOf(ProviderRefusal);
      },
    );

    promise('a refused card is named by its code, and a good one may follow', async () => {
      const { id } = await create();
      await under.pay(id, withoutFunds);
      expect(await provider.getIntent(id)).toMatchObject({
        status: 'requires_payment_method',
        declineCode: 'insufficient_funds',
      });
      await under.pay(id, good);
      expect((await provider.getIntent(id)).status).toBe('requires_capture');
    });

    promise('a refund is one refund under its key, and never more than was taken', async () => {
      const payment = newPayment();
      const { id } = await create(payment);
      await under.pay(id, good);
      await provider.capture(id, `${payment.id}-capture`);
      const ours = newId('message');
      const refund = { intentId: id, amountMinor: 60_000, refundId: ours };
      expect(await provider.findRefund(id, ours)).toBeUndefined();
      const refundId = await provider.refund(refund, ours);
      expect(await provider.refund(refund, ours)).toBe(refundId);
      expect(await provider.findRefund(id, ours)).toBe(refundId);
      expect(await provider.findRefund(id, newId('message'))).toBeUndefined();
      await expect(
        provider.refund({ ...refund, refundId: newId('message') }, newId('message')),
      ).rejects.toMatchObject({
        name: 'ProviderRefusal',
        cause: { type: 'StripeInvalidRequestError' },
      });
    });

    promise('a refund that failed later is listed from when it failed', async () => {
      const { id } = await create();
      await under.pay(id, failsRefunds);
      await provider.capture(id, newId('message'));
      const before = new Date();
      const refundId = newId('message');
      const stripeId = await provider.refund(
        { intentId: id, amountMinor: 500, refundId },
        refundId,
      );
      const failed = { id: stripeId, refundId, reason: 'expired_or_canceled_card' };
      const since = async (date: Date) => await provider.listFailedRefunds(date);
      await waitUntil(async () => (await since(new Date(+before - 60_000))).length > 0);
      expect(await since(new Date(+before - 60_000))).toEqual([failed]);
      expect(await since(new Date(Date.now() + 60_000))).toEqual([]);
    });

    promise('a charged card is named by its brand and its last digits', async () => {
      const { id } = await create();
      expect((await provider.getIntent(id)).card).toBeUndefined();
      await under.pay(id, good);
      const face = { brand: 'visa', last4: '4242' };
      expect((await provider.getIntent(id)).card).toEqual(face);
      expect((await provider.capture(id, newId('message'))).card).toEqual(face);
    });

    promise('a webhook is read when it was signed with our secret, and else refused', async () => {
      const event = (object: object) =>
        JSON.stringify({ id: 'evt_1', object: 'event', type: 'any', data: { object } });
      const sign = (payload: string, secret: string) =>
        new Stripe('sk_test_contract').webhooks.generateTestHeaderString({ payload, secret });
      const ofIntent = event({ id: 'pi_1', object: 'payment_intent' });
      const signed = sign(ofIntent, webhookSecret);
      expect(provider.readWebhook(Buffer.from(ofIntent), signed)).toEqual({
        eventId: 'evt_1',
        intentId: 'pi_1',
      });
      const ofPayout = event({ id: 'po_1', object: 'payout' });
      expect(
        provider.readWebhook(Buffer.from(ofPayout), sign(ofPayout, webhookSecret)).intentId,
      ).toBeUndefined();
      const refusal = expect.objectContaining({ code: 'webhook_signature_invalid' });
      for (const signature of [sign(ofIntent, 'whsec_other'), signed.replace('v1=', 'v1=0'), '']) {
        expect(() => provider.readWebhook(Buffer.from(ofIntent), signature)).toThrow(refusal);
      }
    });

    const unknown = [...excepted.keys()];
    if (unknown.length > 0) throw new Error(`exceptions to no promise: ${unknown.join('; ')}`);
  });
}
