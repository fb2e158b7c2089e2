import { type Static, Type } from 'typebox';
import { Id, Instant, Minor, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PaymentState } from './payment.ts';

/** What payment knows of the money of a booking, for the auditor. */
export const PaymentFacts = Strict({
  bookingId: Id('booking'),
  paymentId: Id('payment'),
  state: PaymentState,
  amountMinor: Minor,
  /** Of refunds that were asked for, made or not. */
  refundAskedMinor: Minor,
  refundedMinor: Minor,
  updatedAt: Instant,
});
export type PaymentFacts = Static<typeof PaymentFacts>;
export const readPaymentFacts = endpoint({
  service: 'payment',
  method: 'POST',
  path: '/internal/payments/facts',
  access: 'service',
  summary: 'All payments, voided ones too, of up to 200 bookings',
  body: Strict({ bookingIds: Type.Array(Id('booking'), { minItems: 1, maxItems: 200 }) }),
  status: 200,
  reply: Strict({ payments: Type.Array(PaymentFacts) }),
  errors: [],
});
export const listCapturedPayments = endpoint({
  service: 'payment',
  method: 'GET',
  path: '/internal/payments/captured',
  access: 'service',
  summary: 'Captured payments by id, page by page: money that no booking may know of',
  query: Strict({
    afterId: Type.Optional(Id('payment')),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  status: 200,
  reply: Strict({ payments: Type.Array(PaymentFacts) }),
  errors: [],
});

/** One broken promise: a booking, a payment or a performance by name, and what is wrong with it. */
export const AuditFinding = Strict({
  invariant: Type.Enum(['I1', 'I2', 'I3', 'I4', 'I7', 'I9']),
  /** `bkg_...`, `pay_...` or `prf_...`. */
  subject: Type.String(),
  detail: Type.String(),
  firstSeenAt: Instant,
});
export type AuditFinding = Static<typeof AuditFinding>;
export const getAudit = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/internal/audit',
  access: 'service',
  summary: 'What the auditor found in its last whole round; nothing is what there should be',
  status: 200,
  reply: Strict({
    /** Rounds that looked at everything since the start. */
    rounds: Type.Integer({ minimum: 0 }),
    lastRoundEndedAt: Type.Optional(Instant),
    lastRoundSeconds: Type.Optional(Type.Number()),
    bookingsLookedAt: Type.Integer({ minimum: 0 }),
    performancesLookedAt: Type.Integer({ minimum: 0 }),
    paymentsLookedAt: Type.Integer({ minimum: 0 }),
    findings: Type.Array(AuditFinding, { maxItems: 1000 }),
  }),
  errors: [],
});

export const auditEndpoints = [readPaymentFacts, listCapturedPayments, getAudit] as const;
