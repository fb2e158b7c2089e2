-- A payment by virtual account waits for its deposit.
alter table payments drop constraint payments_state_check;
alter table payments add constraint payments_state_check check (state in ('created',
  'requires_action', 'awaiting_deposit', 'authorised', 'captured', 'failed', 'voided'));
alter table payments
  add column method text not null default 'card' check (method in ('card', 'virtual_account')),
  -- Of a virtual account: until when the money must arrive, and where.
  add column pay_by timestamptz,
  add column deposit json,
  -- How often the provider answered that it failed; it would answer so again under the same keys.
  add column attempt integer not null default 1,
  -- Reserved before a refund is made, so that refunds at the same time cannot be more than the payment.
  add column refund_asked_minor bigint not null default 0,
  add column captured_at timestamptz,
  add column card_brand text,
  add column card_last4 text;

alter table refunds
  add column attempt integer not null default 1,
  -- What the provider said when it refused.
  add column failure text,
  add column made_at timestamptz;

update payments p set
  captured_at = case when state = 'captured' then updated_at end,
  refund_asked_minor =
    coalesce((select sum(refund_minor) from refunds r where r.payment_id = p.id), 0);
update refunds set made_at = created_at where stripe_refund_id is not null;

alter table payments
  add constraint payments_refunds_within check (refund_asked_minor <= amount_minor),
  add constraint payments_refunded_was_asked check (refunded_minor <= refund_asked_minor);
-- With payments_live_of_booking each payment is found by its booking, and is in one index.
create index payments_voided_of_booking on payments (booking_id) where state = 'voided';
create index refunds_of_payment on refunds (payment_id);
