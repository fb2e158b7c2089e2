-- What a performance is sold on, and what the catalogue says about it. A row comes to be by whichever
-- comes first: the first command (layout) or a message of the catalogue (terms).
create table performances (
  performance_id text primary key,
  -- Compressed JSON of the layout as events gave it; null until the first command opens the performance.
  layout bytea,
  seat_plan_version text,
  tickets_per_customer_max integer,
  -- Terms of the highest revision seen on the bus; 0: none yet.
  terms_revision bigint not null default 0,
  terms_tickets_per_customer_max integer,
  terms_closed boolean not null default false,
  -- Journal sequence of the last availability that the bus took.
  published_sequence bigint not null default 0,
  -- Rows up to this sequence may be gone from the journal. A writer that is behind it is fenced, as one
  -- whose row collides is.
  pruned_sequence bigint not null default 0,
  pruned_at timestamptz not null default '-infinity'
);

-- One row per performance and batch. The key is the fence: of two writers that both write what comes
-- after the same row, one fails.
create table journal (
  performance_id text not null,
  sequence bigint not null,
  -- The writer's clock when it decided the batch; it never goes back within a performance.
  decided_at_ms bigint not null,
  -- Effects, in the form of src/storage/journal-codec.ts.
  effects bytea not null,
  primary key (performance_id, sequence)
);
-- Effects are compact already, and squeezing them would cost time in the commit.
alter table journal alter column effects set storage external;

create table snapshots (
  performance_id text primary key,
  sequence bigint not null,
  -- Holds that stood then; they must expire even if nobody asks for the performance again.
  held_count integer not null,
  state bytea not null
);
alter table snapshots alter column state set storage external;

-- Who owns which seat for good: the last guard against selling twice, and readable by anyone with SQL.
create table sold_seats (
  performance_id text not null,
  seat_no integer not null,
  customer_id text not null,
  booking_id text not null,
  hold_id text not null,
  primary key (performance_id, seat_no)
);
