import type Stripe from 'stripe';
import { expectTypeOf, test } from 'vitest';
import type { renderPaymentMethod } from './render-card.ts';
import type { renderCharge } from './render-charge.ts';
import type { renderEvent } from './render-event.ts';
import type { renderPaymentIntent } from './render-payment-intent.ts';
import type { renderRefund } from './render-refund.ts';

/** The members that the SDK's type promises always and that we do not render. */
type Missing<Promised, Rendered> = Exclude<RequiredKeys<Promised>, keyof Rendered>;
type RequiredKeys<Type> = {
  [Key in keyof Type]-?: object extends Pick<Type, Key> ? never : Key;
}[keyof Type];

// Checked by the compiler: a new version of the SDK that promises more does not pass `npm run check`.
test('our objects have every member that the SDK promises', () => {
  type Intent = ReturnType<typeof renderPaymentIntent>;
  expectTypeOf<Missing<Stripe.PaymentIntent, Intent>>().toBeNever();
  expectTypeOf<Missing<Stripe.Charge, ReturnType<typeof renderCharge>>>().toBeNever();
  expectTypeOf<Missing<Stripe.Refund, ReturnType<typeof renderRefund>>>().toBeNever();
  type Method = ReturnType<typeof renderPaymentMethod>;
  expectTypeOf<Missing<Stripe.PaymentMethod, Method>>().toBeNever();
  expectTypeOf<Missing<Stripe.PaymentMethod.Card, Method['card']>>().toBeNever();
  expectTypeOf<Missing<Stripe.Event, ReturnType<typeof renderEvent>>>().toBeNever();
});
