-- A booking is one document that is written as a whole, under a version: the same shape that a key-value
-- store keeps. The columns beside it are what it is looked up by.
create table bookings (
  -- Ids sort by time in the order of their bytes.
  booking_id text collate "C" primary key,
  customer_id text not null,
  organizer_id text not null,
  performance_id text not null,
  idempotency_key text not null,
  state text not null,
  -- When somebody must look at it again (a hold runs out, seats must go back); null when all is done.
  work_due_at timestamptz,
  version integer not null,
  document jsonb not null,
  unique (customer_id, idempotency_key)
);
create index bookings_of_customer on bookings (customer_id, booking_id desc);
create index bookings_of_performance on bookings (performance_id, booking_id);
create index bookings_due on bookings (work_due_at) where work_due_at is not null;

-- Which booking holds a ticket, by both of the ticket's names.
create table tickets (
  ticket_id text primary key,
  short_id text not null unique,
  booking_id text not null references bookings (booking_id)
);

create table outbox (
  id bigint generated always as identity primary key,
  message_id text not null,
  key text not null,
  type text not null,
  time text not null,
  request_id text,
  data json not null
);
