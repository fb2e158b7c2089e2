import type { BillingDetails, Charge, PaymentMethod } from '../domain/payment.ts';

const AUTHORISATION_SECONDS = 7 * 24 * 60 * 60;

/** Stripe's PaymentMethod object. Source: https://docs.stripe.com/api/payment_methods/object */
export function renderPaymentMethod(method: PaymentMethod) {
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: renderBilling(method.billing),
    card: {
      brand: method.brand,
      checks: renderChecks(method),
      country: method.country,
      display_brand: method.brand,
      exp_month: method.expMonth,
      exp_year: method.expYear,
      fingerprint: fingerprintOf(method),
      funding: 'credit',
      generated_from: null,
      last4: method.last4,
      networks: { available: [method.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: method.created,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: method.metadata,
    type: 'card',
  };
}

/** The card as a charge shows it. */
export function renderChargedCard(method: PaymentMethod, charge: Charge) {
  const waits = charge.status === 'succeeded' && !charge.captured;
  return {
    card: {
      amount_authorized: charge.status === 'succeeded' ? charge.amount : null,
      authorization_code: null,
      brand: method.brand,
      ...(waits && { capture_before: charge.created + AUTHORISATION_SECONDS }),
      checks: renderChecks(method),
      country: method.country,
      electronic_commerce_indicator: null,
      exp_month: method.expMonth,
      exp_year: method.expYear,
      extended_authorization: { status: 'disabled' },
      fingerprint: fingerprintOf(method),
      funding: 'credit',
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: method.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: method.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: charge.amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: charge.authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      transaction_link_id: null,
      wallet: null,
    },
    type: 'card',
  };
}

export function renderBilling(billing: BillingDetails) {
  const address = billing.address ?? {};
  return {
    address: {
      city: address.city ?? null,
      country: address.country ?? null,
      line1: address.line1 ?? null,
      line2: address.line2 ?? null,
      postal_code: address.postal_code ?? null,
      state: address.state ?? null,
    },
    email: billing.email ?? null,
    name: billing.name ?? null,
    phone: billing.phone ?? null,
    tax_id: null,
  };
}

function renderChecks(method: PaymentMethod) {
  const { decline, wrongCvc } = method.behaviour;
  return {
    address_line1_check: method.billing.address?.line1 ? 'pass' : null,
    address_postal_code_check: method.billing.address?.postal_code ? 'pass' : null,
    cvc_check: wrongCvc || decline === 'incorrect_cvc' ? 'fail' : 'pass',
  };
}

/** Equal for equal cards, as far as we know cards: it says nothing about the number. */
function fingerprintOf({ brand, last4, expMonth, expYear }: PaymentMethod): string {
  return `${brand}${last4}${String(expMonth).padStart(2, '0')}${expYear}`;
}
