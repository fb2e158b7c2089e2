-- Accounts for bank transfers, one a payment. The payment's record decides; this finds it.
create table bank_accounts (
  account_number text collate "C" primary key,
  stem text collate "C" not null,
  -- When it closes without money, in milliseconds since 1970; null when the payment has ended.
  ends_at bigint
);
create index bank_accounts_open on bank_accounts (ends_at) where ends_at is not null;
