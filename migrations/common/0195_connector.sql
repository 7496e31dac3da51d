-- What the Pay connector answered to a provider's transaction, for a day: a repeat is answered alike. No card number.
create table connector_answers (
  transaction_id text primary key not null,
  -- none where it was declined
  token_sealed bytea,
  error text,
  answered_at bigint not null
);
create index connector_answers_at on connector_answers (answered_at);
