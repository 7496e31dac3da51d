create table calls (
  call text primary key not null,
  provider text not null,
  provider_call text not null,
  ani text not null,
  dnis text not null,
  flow text not null references flows (hash),
  -- the turn expected next
  turn bigint not null,
  state text not null,
  -- the latest reply, sealed; null once forgotten
  reply bytea,
  spoken_ms bigint not null,
  answered_at bigint not null,
  began_at bigint not null,
  ended_at bigint,
  -- how the provider said that it ended
  ended_word text,
  -- replies are forgotten some time after the end; apart from reply, so that a turn touches no index
  forgotten boolean not null default false,
  account text references accounts (account),
  unique (provider, provider_call)
);
create index calls_open on calls (began_at) where ended_at is null;
create index calls_remembered on calls (ended_at) where ended_at is not null and not forgotten;

create table turns (
  call text not null references calls (call),
  turn bigint not null,
  at bigint not null,
  events text not null,
  reply_sha256 text not null,
  primary key (call, turn)
);

-- What an agent may see by the whispered code. Codes are short, so they come again in time.
create table transfers (
  call text not null references calls (call),
  code text not null,
  account text references accounts (account),
  place text not null,
  at bigint not null,
  primary key (call, code)
);
create index transfers_code on transfers (code, at);
