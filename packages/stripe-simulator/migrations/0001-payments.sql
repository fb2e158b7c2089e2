-- Append-only: every change of a payment (its intent, charges and refunds) is a new revision, and the
-- newest one is the truth. The key refuses a writer that decided on an old revision; events and
-- idempotency keys point at revisions, so what they show never changes.
-- Ids sort by age under the "C" collation, so the key also gives the order of lists.
create table payment_revisions (
  stem text collate "C" not null,
  revision integer not null,
  -- json and not jsonb: nothing searches inside.
  record json not null,
  primary key (stem, revision)
);

create table payment_methods (
  id text collate "C" primary key,
  record json not null
);

-- Refunds live in their payment's record; this finds and lists them.
create table refunds (
  id text collate "C" primary key,
  stem text collate "C" not null,
  -- When a refund that ends later does so, in milliseconds since 1970; null when it has ended.
  ends_at bigint
);
create index refunds_without_end on refunds (ends_at) where ends_at is not null;

create table events (
  id text collate "C" primary key,
  type text not null,
  stem text collate "C" not null,
  revision integer not null,
  -- The charge or refund that the event is about; the payment intent otherwise.
  object_id text not null,
  created bigint not null,
  request_id text,
  idempotency_key text
);

-- Webhooks that still have to be delivered. A row goes when its event was accepted or given up.
create table webhook_deliveries (
  event_id text collate "C" primary key,
  attempts integer not null,
  -- Milliseconds since 1970, by the simulator's clock.
  next_attempt_at bigint not null
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at);

create table idempotency_keys (
  key text primary key,
  endpoint text not null,
  fingerprint text not null,
  request_id text not null,
  outcome json not null,
  -- Milliseconds since 1970.
  created_at bigint not null
);
create index idempotency_keys_age on idempotency_keys (created_at);
