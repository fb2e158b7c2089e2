-- The highest limit for a customer that the catalogue ever told: a lowered one leaves customers above it,
-- who bought their seats while that was allowed. The layout's own limit is in tickets_per_customer_max.
alter table performances add column terms_tickets_per_customer_highest integer not null default 0;
update performances
set terms_tickets_per_customer_highest = coalesce(terms_tickets_per_customer_max, 0);
