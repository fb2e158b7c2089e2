-- Rules of the sale, as the newest terms have them.
alter table performances
  add column terms_prevent_single_seats boolean not null default false,
  -- Epoch milliseconds from which wheelchair places are sold to everybody; null: never.
  add column terms_accessible_release_at_ms bigint;
