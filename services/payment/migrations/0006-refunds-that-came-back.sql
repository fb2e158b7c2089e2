-- The provider's refunds that came back: it may tell so before its answer to the refund was noted.
alter table refunds add column failed_stripe_ids text[] not null default '{}';
