alter table performances
  add column prevent_single_seats boolean not null default false,
  -- From then on wheelchair places and companion seats are sold to everybody; null: never.
  add column accessible_release_at timestamptz,
  -- Hours in which a bank transfer must arrive; null: no virtual accounts.
  add column deposit_hours integer check (deposit_hours between 1 and 72),
  -- After a postponement: until then cancelling costs nothing.
  add column full_refund_until timestamptz,
  -- What was asked for by the postponement that stands, so that it has one effect when it comes again.
  add column postponement_hash text;
