-- W3C `traceparent` of what caused the message, so that a trace goes on behind the bus; null when
-- nothing is traced.
alter table outbox add column traceparent text;
-- The same of the booking and of the cancellation: who settles or refunds later joins their trace.
alter table payments add column traceparent text;
alter table refunds add column traceparent text;
