-- A change of all bookings of a performance that is under way or done: one document under a version, as
-- a booking is.
create table bulk_changes (
  performance_id text primary key,
  state text not null,
  version integer not null,
  document jsonb not null
);
create index bulk_changes_running on bulk_changes (performance_id) where state = 'running';
