create table accounts (
  id text primary key,
  -- As typed, for letters; lower case is what must be unique.
  email text not null,
  email_key text not null unique,
  email_verified_at timestamptz,
  name text not null,
  locale text not null check (locale in ('ko', 'en')),
  role text not null check (role in ('customer', 'organizer', 'gate', 'admin')),
  organizer_id text,
  password_hash text not null,
  created_at timestamptz not null,
  check ((organizer_id is not null) = (role in ('organizer', 'gate')))
);

-- One sign-in on one browser: the family of its refresh tokens.
create table sessions (
  id text primary key,
  account_id text not null references accounts (id) on delete cascade,
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_because text check (ended_because in ('logout', 'password_changed', 'token_reused'))
);
create index sessions_of_account on sessions (account_id) where ended_at is null;

-- Only hashes: whoever reads this table can sign in as nobody.
create table refresh_tokens (
  token_hash bytea primary key,
  session_id text not null references sessions (id) on delete cascade,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);
create index refresh_tokens_of_session on refresh_tokens (session_id);

-- A requested e-mail (reset, verification); its secret exists from the moment the e-mail is written.
create table one_time_requests (
  id text primary key,
  account_id text not null references accounts (id) on delete cascade,
  kind text not null check (kind in ('password_reset', 'email_verification')),
  token_hash bytea unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_requests_of_account on one_time_requests (account_id, kind);

create table outbox (
  id bigint generated always as identity primary key,
  message_id text not null,
  key text not null,
  type text not null,
  time text not null,
  request_id text,
  data json not null
);
