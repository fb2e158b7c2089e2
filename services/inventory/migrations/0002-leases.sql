-- Which instance decides for a performance. A lease spares writers from colliding and makes refusals
-- true; that no seat is sold twice rests on the journal's key alone. Times are of this database's clock.
-- A row stays when its lease is given up or lapses, so that its term never goes back.
create table leases (
  performance_id text primary key,
  -- The instance; empty after it was given up.
  holder text not null,
  -- host:port of its gRPC door; empty before that is open.
  address text not null,
  -- Grows whenever the holder changes.
  term bigint not null,
  -- The holder before did not give it up, so a statement of that one may still be on its way.
  after_crash boolean not null,
  -- Something must happen even if nobody asks: holds that end, changes that the bus was not told of.
  wanted boolean not null,
  expires_at timestamptz not null
) with (fillfactor = 50);
