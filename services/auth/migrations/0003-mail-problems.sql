-- Mails to the address came back for good, or their reader called them spam. Null while they arrive.
alter table accounts
  add column mail_problem text check (mail_problem in ('bounced', 'complained')),
  add column mail_problem_at timestamptz,
  -- When the owner last said that the address works again: older mails say nothing about it.
  add column mail_mended_at timestamptz;
