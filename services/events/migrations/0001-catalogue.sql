-- Everything belongs to an organizer. Foreign keys carry organizer_id too, so that the database itself
-- refuses an event at another organizer's venue.

create table organizers (
  id text primary key,
  -- Name in catalogue files.
  key text not null unique,
  name jsonb not null,
  content_hash text not null,
  created_at timestamptz not null
);

create table venues (
  id text primary key,
  organizer_id text not null references organizers (id),
  -- Name in catalogue files; null when made by the organizer's own hand.
  key text,
  -- VenueInput of the contracts.
  input jsonb not null,
  -- Of the file's entry that was last imported; null when edited since.
  content_hash text,
  created_at timestamptz not null,
  unique (organizer_id, id),
  unique (organizer_id, key)
);
create index venues_by_age on venues (created_at, id);

-- Immutable versions: rows are inserted, never updated.
create table seat_maps (
  id text primary key,
  organizer_id text not null,
  venue_id text not null,
  key text,
  name jsonb not null,
  -- Counts the seat maps of the venue with the same Korean name.
  version integer not null check (version > 0),
  capacity integer not null check (capacity > 0),
  -- SeatMap of the contracts; json and not jsonb, because nothing searches inside.
  layout json not null,
  content_hash text not null,
  created_at timestamptz not null,
  unique (organizer_id, venue_id, id),
  foreign key (organizer_id, venue_id) references venues (organizer_id, id)
);
create unique index seat_map_versions on seat_maps (venue_id, (name ->> 'ko'), version);
create index seat_maps_by_key on seat_maps (venue_id, key, version);

create table events (
  id text primary key,
  organizer_id text not null,
  key text,
  venue_id text not null,
  seat_map_id text not null,
  status text not null check (status in ('draft', 'published', 'cancelled')),
  -- EventInput of the contracts.
  input jsonb not null,
  capacity integer not null,
  seat_plan_version text not null,
  popularity integer not null default 0 check (popularity >= 0),
  -- Grows with everything that the bus tells of the event.
  revision integer not null check (revision > 0),
  cancel_reason jsonb,
  content_hash text,
  created_at timestamptz not null,
  published_at timestamptz,
  -- When time alone will next change what is told: a sale opens or closes, a performance begins.
  next_boundary_at timestamptz,
  unique (organizer_id, id),
  unique (organizer_id, key),
  foreign key (organizer_id, venue_id, seat_map_id)
    references seat_maps (organizer_id, venue_id, id)
);
create index events_by_publication on events (published_at, id) where status <> 'draft';
create index events_by_age on events (created_at, id);
create index events_by_boundary on events (next_boundary_at)
  where status = 'published' and next_boundary_at is not null;
create index events_by_venue on events (venue_id);

create table performances (
  id text primary key,
  organizer_id text not null,
  event_id text not null,
  key text,
  status text not null check (status in ('scheduled', 'cancelled', 'postponed')),
  starts_at timestamptz not null,
  doors_at timestamptz,
  sale_opens_at timestamptz not null,
  sale_closes_at timestamptz not null,
  note jsonb,
  tickets_per_customer_max integer not null check (tickets_per_customer_max between 1 and 20),
  waiting_room text not null check (waiting_room in ('auto', 'always', 'off')),
  -- Seats not for sale here, as the catalogue file states them.
  allocations jsonb not null default '[]',
  revision integer not null check (revision > 0),
  cancel_reason jsonb,
  content_hash text,
  created_at timestamptz not null,
  unique (event_id, key),
  foreign key (organizer_id, event_id) references events (organizer_id, id)
);
create index performances_by_event on performances (event_id, starts_at, id);

-- The newest count of seats that inventory told, apart from performances because it changes every second
-- of a sale.
create table availability (
  performance_id text primary key references performances (id),
  version bigint not null,
  available integer not null,
  by_level jsonb not null
);

-- Confirmed bookings that make an event more popular: one row a booking, so that a message that comes
-- twice counts once and a hot sale never waits for one row. Kept longer than the bus keeps messages.
create table confirmed_bookings (
  booking_id text primary key,
  event_id text not null references events (id),
  tickets integer not null,
  confirmed_at timestamptz not null,
  counted boolean not null default false
);
create index confirmed_bookings_to_count on confirmed_bookings (event_id) where not counted;
create index confirmed_bookings_by_age on confirmed_bookings (confirmed_at);

-- Messages saved with a change and not yet published.
create table outbox (
  id bigint generated always as identity primary key,
  message_id text not null,
  key text not null,
  type text not null,
  time text not null,
  request_id text,
  data json not null
);

-- What was answered to writes that carried an Idempotency-Key.
create table idempotency_keys (
  owner text not null,
  endpoint text not null,
  key text not null,
  fingerprint text not null,
  attempt uuid not null,
  leased_until timestamptz not null,
  answer json,
  created_at timestamptz not null default now(),
  primary key (owner, endpoint, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);
