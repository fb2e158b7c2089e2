-- W3C `traceparent` of what caused the message; null when nothing is traced.
alter table event_bus.messages add column traceparent text;
