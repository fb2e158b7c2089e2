-- Its customer chose another method: it ends without its booking.
alter table payments add column is_replaced boolean not null default false;
