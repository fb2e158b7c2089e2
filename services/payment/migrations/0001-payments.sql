create table payments (
  id text primary key,
  booking_id text not null,
  customer_id text not null,
  organizer_id text not null,
  idempotency_key text not null,
  state text not null check
    (state in ('created', 'requires_action', 'authorised', 'captured', 'failed', 'voided')),
  amount_minor bigint not null check (amount_minor >= 0),
  refunded_minor bigint not null default 0 check (refunded_minor <= amount_minor),
  currency text not null,
  description text not null,
  -- Null between our row and Stripe's answer: the same payment is asked for again under the same key.
  stripe_intent_id text unique,
  decline_code text,
  void_reason text,
  -- The booking ended without us: the intent must be cancelled.
  cancel_requested boolean not null default false,
  -- When the hold of the booking runs out.
  booking_expires_at timestamptz not null,
  -- When somebody must look at Stripe again; null when all is done.
  work_due_at timestamptz,
  checks integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (customer_id, idempotency_key)
);
-- One live payment a booking; a voided one makes room.
create unique index payments_live_of_booking on payments (booking_id) where state <> 'voided';
create index payments_due on payments (work_due_at) where work_due_at is not null;

-- One row a cancellation: its id is the key of Stripe's refund.
create table refunds (
  id text primary key,
  payment_id text not null references payments (id),
  refund_minor bigint not null check (refund_minor > 0),
  stripe_refund_id text,
  work_due_at timestamptz,
  created_at timestamptz not null
);
create index refunds_due on refunds (work_due_at) where work_due_at is not null;

create table webhook_events (
  event_id text primary key,
  received_at timestamptz not null
);
create index webhook_events_by_time on webhook_events (received_at);

create table outbox (
  id bigint generated always as identity primary key,
  message_id text not null,
  key text not null,
  type text not null,
  time text not null,
  request_id text,
  data json not null
);
