-- When a booking that ended without payment is forgotten; null: it is kept.
alter table bookings add column forget_at timestamptz;
update bookings set forget_at = (document->>'expiresAt')::timestamptz + interval '90 days'
where state = 'expired' and document->'seatsReleased' = 'true';
create index bookings_to_forget on bookings (forget_at) where forget_at is not null;
