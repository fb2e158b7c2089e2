-- A refund that failed after it was made is told of by Stripe's id.
create unique index refunds_by_stripe_id on refunds (stripe_refund_id)
  where stripe_refund_id is not null;
