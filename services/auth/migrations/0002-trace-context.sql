-- W3C `traceparent` of what caused the message, so that a trace goes on behind the bus; null when
-- nothing is traced.
alter table outbox add column traceparent text;
