import type { Desk } from '../desk.ts';
import { type AcceptedCard, acceptCard, type RawCard } from '../domain/cards.ts';
import {
  type BillingDetails,
  type Metadata,
  mergeMetadata,
  type PaymentMethod,
} from '../domain/payment.ts';
import { invalidRequest, missingResource, StripeError } from '../domain/stripe-error.ts';
import { findTestCard } from '../domain/test-payment-methods.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';

/** How a request names the card to pay with. */
export type MethodChoice =
  | { readonly kind: 'saved'; readonly id: string }
  | { readonly kind: 'test'; readonly name: string }
  | {
      readonly kind: 'new';
      readonly card: { readonly token: string } | RawCard;
      readonly billing: BillingDetails;
      readonly metadata: Metadata;
      /** The request's name of the card, for errors. */
      readonly param: string;
    };

/** Reads `payment_method` or `payment_method_data`; null when the request has neither. */
export function readMethodChoice(
  parameters: ParameterReader,
  isSecret: boolean,
): MethodChoice | null {
  const id = parameters.text('payment_method');
  const data = parameters.object('payment_method_data');
  if (data) return readNewMethod(data, isSecret);
  if (id === null) return null;
  return id.startsWith('pm_card_') ? { kind: 'test', name: id } : { kind: 'saved', id };
}

/** Reads a card with its owner, from `payment_method_data` or a request for a PaymentMethod. */
export function readNewMethod(parameters: ParameterReader, isSecret: boolean): MethodChoice {
  parameters.required('type', parameters.choice('type', ['card']));
  parameters.ignore('allow_redisplay', 'radar_options', 'guid', 'muid', 'sid', 'referrer');
  parameters.ignore('payment_user_agent', 'time_on_page', 'client_attribution_metadata');
  const card = parameters.required('card', parameters.object('card'));
  return {
    kind: 'new',
    card: readCard(card, isSecret),
    billing: readBilling(parameters.object('billing_details')),
    metadata: mergeMetadata({}, parameters.metadata()),
    param: parameters.path('card'),
  };
}

function readCard(card: ParameterReader, isSecret: boolean): { token: string } | RawCard {
  card.ignore('networks');
  const token = card.text('token');
  if (token !== null) return { token };
  if (isSecret) {
    // Stripe refuses this by default, so that a number never passes through a merchant's server.
    throw new StripeError(402, {
      type: 'invalid_request_error',
      message:
        'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest ' +
        'you use test PaymentMethods such as pm_card_visa, and send cards from the browser.',
      param: card.path('number'),
    });
  }
  return {
    number: card.required('number', card.text('number', 40)),
    expMonth: card.required('exp_month', card.integer('exp_month', EXPIRY_RANGE)),
    expYear: card.required('exp_year', card.integer('exp_year', EXPIRY_RANGE)),
    cvc: card.text('cvc', 10),
  };
}

/** Wide, because acceptCard refuses wrong dates with the right code. */
const EXPIRY_RANGE = { minimum: 0, maximum: 9999 };

const ADDRESS_FIELDS = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'] as const;

function readBilling(billing: ParameterReader | null): BillingDetails {
  if (!billing) return {};
  billing.ignore('tax_id');
  const name = billing.text('name');
  const email = billing.text('email');
  const phone = billing.text('phone');
  const address = billing.object('address');
  const lines = ADDRESS_FIELDS.map((field) => [field, address?.text(field) ?? null] as const);
  return {
    ...(name !== null && { name }),
    ...(email !== null && { email }),
    ...(phone !== null && { phone }),
    ...(address && {
      address: Object.fromEntries(lines.filter(([, value]) => value !== null)) as Record<
        string,
        string
      >,
    }),
  };
}

/** The payment method chosen; a new one is checked and saved. Throws card errors and 404. */
export function takeMethod(desk: Desk, choice: MethodChoice): PaymentMethod {
  if (choice.kind === 'saved') {
    const saved = desk.findMethod(choice.id);
    if (!saved) throw missingResource('PaymentMethod', choice.id, 'payment_method');
    return saved;
  }
  const { now } = desk.context;
  const card = choice.kind === 'test' ? findTestCard(choice.name, now) : acceptNew(choice, now);
  if (!card) throw missingResource('PaymentMethod', nameOf(choice), 'payment_method');
  const method: PaymentMethod = {
    id: desk.ids.sortable('pm'),
    created: now,
    ...card,
    billing: choice.kind === 'new' ? choice.billing : {},
    metadata: choice.kind === 'new' ? choice.metadata : {},
  };
  desk.saveMethod(method);
  return method;
}

function acceptNew(
  choice: Extract<MethodChoice, { kind: 'new' }>,
  now: number,
): AcceptedCard | null {
  if (!('token' in choice.card)) return acceptCard(choice.card, now, choice.param);
  const { token } = choice.card;
  if (!token.startsWith('tok_')) {
    throw invalidRequest(`No such token: '${token}'`, { code: 'resource_missing' });
  }
  return findTestCard(`pm_card_${token.slice('tok_'.length)}`, now);
}

function nameOf(choice: MethodChoice): string {
  if (choice.kind === 'saved') return choice.id;
  if (choice.kind === 'test') return choice.name;
  return 'token' in choice.card ? choice.card.token : '';
}
