-- The schema is created by the migration runner. Names are qualified, so that any search_path will do.

-- One row per topic. Publishing adds to last_position, and so holds the row's lock until it commits:
-- positions have no gaps, and a reader never sees a position before all lower ones are visible.
create table event_bus.topics (
  topic text primary key,
  last_position bigint not null
);

create table event_bus.messages (
  topic text not null,
  position bigint not null,
  key text not null,
  id text not null,
  type text not null,
  time text not null,
  request_id text,
  -- json and not jsonb: nothing searches inside, and the text stays as it was published.
  data json not null,
  published_at timestamptz not null default clock_timestamp(),
  primary key (topic, position)
);

-- A group's place in a topic, and which consumer may move it now.
create table event_bus.cursors (
  topic text not null,
  consumer_group text not null,
  -- All messages up to this position are finished.
  position bigint not null,
  owner text,
  leased_until timestamptz,
  primary key (topic, consumer_group)
);
