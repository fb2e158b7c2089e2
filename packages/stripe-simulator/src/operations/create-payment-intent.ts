import type { Desk } from '../desk.ts';
import { requestTransfer } from '../domain/bank-transfer.ts';
import { confirmPayment } from '../domain/confirm-payment.ts';
import { mergeMetadata, type Payment } from '../domain/payment.ts';
import { invalidRequest } from '../domain/stripe-error.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';
import { readExpansion } from '../rendering/expansion.ts';
import type { Outcome } from '../storage/working-set.ts';
import type { Call, Plan } from './plan.ts';
import { readAmount } from './read-amount.ts';
import { readBankTransfer, requireImmediate } from './read-bank-transfer.ts';
import { readEmail, readReturnUrl } from './read-contact.ts';
import { readMethodChoice, takeMethod } from './read-payment-method.ts';
import { toOutcome } from './to-outcome.ts';

const CURRENCIES: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf('currency').map((currency) => currency.toLowerCase()),
);

/** How Stripe names a payment by bank transfer. */
const TRANSFER = 'customer_balance';

/** POST /v1/payment_intents, with `confirm=true` confirmed at once. */
export function createPaymentIntent({ parameters, isSecret }: Call): Plan {
  const fields = readFields(parameters);
  if (fields.allowedMethodTypes?.includes(TRANSFER)) return createBankTransfer(parameters, fields);
  const choice = readMethodChoice(parameters, isSecret);
  const confirm = parameters.boolean('confirm') ?? false;
  const returnUrl = readReturnUrl(parameters);
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  parameters.ignore('off_session', 'use_stripe_sdk', 'payment_method_options', 'mandate_data');
  parameters.finish();
  if (returnUrl !== null && !confirm) {
    const message = 'You cannot provide `return_url` unless you set `confirm` to true.';
    throw invalidRequest(message, { param: 'return_url' });
  }
  return {
    stem: null,
    methodId: choice?.kind === 'saved' ? choice.id : null,
    expand,
    decide: (desk) => {
      const method = choice && takeMethod(desk, choice);
      const drafted = draftPayment(desk, fields);
      const payment = desk.saveMove({
        payment: method
          ? {
              ...drafted,
              status: 'requires_confirmation',
              methodId: method.id,
              methods: { [method.id]: method },
            }
          : drafted,
        events: [{ type: 'payment_intent.created', objectId: drafted.id }],
      });
      if (!confirm) return { kind: 'payment_intent', payment } satisfies Outcome;
      const command = { method, returnUrl, receiptEmail: null };
      return toOutcome(desk, confirmPayment(payment, command, desk.context));
    },
  };
}

/** The account is given out with the answer. */
function createBankTransfer(parameters: ParameterReader, fields: Fields): Plan {
  const { expiresAt } = readBankTransfer(parameters);
  const confirm = parameters.boolean('confirm') ?? false;
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  parameters.finish();
  requireImmediate({ confirm, captureMethod: fields.captureMethod });
  return {
    stem: null,
    methodId: null,
    expand,
    decide: (desk) => {
      const drafted = draftPayment(desk, fields);
      const payment = desk.saveMove({
        payment: drafted,
        events: [{ type: 'payment_intent.created', objectId: drafted.id }],
      });
      const accountNumber = `900-${desk.ids.digits(4)}-${desk.ids.digits(6)}`;
      const transfer = { accountNumber, expiresAt, methodId: desk.ids.sortable('pm') };
      const outcome = toOutcome(desk, requestTransfer(payment, transfer, desk.context));
      desk.saveAccount({ accountNumber, stem: payment.stem, endsAt: expiresAt * 1000 });
      return outcome;
    },
  };
}

type Fields = ReturnType<typeof readFields>;

function readFields(parameters: ParameterReader) {
  return {
    amount: parameters.required('amount', readAmount(parameters)),
    currency: readCurrency(parameters),
    captureMethod:
      parameters.choice('capture_method', ['automatic', 'automatic_async', 'manual']) ??
      'automatic_async',
    confirmationMethod:
      parameters.choice('confirmation_method', ['automatic', 'manual']) ?? 'automatic',
    setupFutureUsage: parameters.choice('setup_future_usage', ['on_session', 'off_session']),
    description: parameters.text('description', 1000),
    receiptEmail: readEmail(parameters, 'receipt_email'),
    statementDescriptor: parameters.text('statement_descriptor', 22),
    statementDescriptorSuffix: parameters.text('statement_descriptor_suffix', 22),
    transferGroup: parameters.text('transfer_group'),
    metadata: mergeMetadata({}, parameters.metadata()),
    ...readMethodTypes(parameters),
  };
}

function readCurrency(parameters: ParameterReader): string {
  const given = parameters.required('currency', parameters.text('currency', 20));
  const currency = given.toLowerCase();
  if (CURRENCIES.has(currency)) return currency;
  const message = `Invalid currency: ${given}. Stripe takes ISO 4217 codes such as krw and usd.`;
  throw invalidRequest(message, { param: 'currency' });
}

/**
 * Neither named: as if automatic methods were asked for, as Stripe has it since 2023-08-16.
 * Source: https://docs.stripe.com/changelog/endive/2026-09-30
 */
function readMethodTypes(
  parameters: ParameterReader,
): Pick<Payment, 'allowedMethodTypes' | 'automaticPaymentMethods'> {
  if (parameters.list('payment_method_types') !== null) {
    throw invalidRequest(
      'The parameter `payment_method_types` is no longer supported. Use ' +
        '`allowed_payment_method_types` to limit the payment methods, or leave them to the Dashboard.',
      { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
    );
  }
  const allowed = parameters.list('allowed_payment_method_types');
  const automatic = parameters.object('automatic_payment_methods');
  const enabled = automatic?.boolean('enabled') ?? null;
  const allowRedirects = automatic?.choice('allow_redirects', ['always', 'never']) ?? 'always';
  if (allowed !== null && automatic !== null) {
    throw invalidRequest(
      'You may only specify one of these parameters: automatic_payment_methods, ' +
        'allowed_payment_method_types.',
    );
  }
  if (allowed !== null && !allowed.some((type) => type === 'card' || type === TRANSFER)) {
    throw invalidRequest(
      'None of the allowed payment method types can be used: this local server knows card and ' +
        `${TRANSFER} only.`,
      { code: 'payment_intent_invalid_parameter', param: 'allowed_payment_method_types' },
    );
  }
  return {
    allowedMethodTypes: allowed,
    automaticPaymentMethods: allowed !== null || enabled === false ? null : { allowRedirects },
  };
}

function draftPayment({ ids, context }: Desk, fields: Fields): Payment {
  const stem = ids.stem();
  const id = ids.ofPayment('pi', stem);
  return {
    stem,
    revision: 0,
    id,
    clientSecret: `${id}_secret_${ids.secret(25)}`,
    ...fields,
    amountReceived: 0,
    status: 'requires_payment_method',
    created: context.now,
    canceledAt: null,
    cancellationReason: null,
    methodId: null,
    methods: {},
    nextAction: null,
    answeredAction: null,
    lastError: null,
    charges: [],
    refunds: [],
  };
}
