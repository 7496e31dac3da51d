-- What a notice tells of, and by what it goes.
create table notice_kinds (name text primary key not null);
insert into notice_kinds (name) values
  ('paid'), ('declined'), ('bill-ready'), ('due-soon'), ('past-due'), ('autopay-coming'), ('autopay-failed'),
  ('arrangement-kept'), ('arrangement-broken'), ('card-expiring'), ('method-added'), ('method-removed');

create table media (name text primary key not null);
insert into media (name) values ('text'), ('e-mail'), ('post');

-- What a customer chose. Only ever added to: an account's latest row is what counts; what it leaves empty is as the account
-- itself says.
create table contact_choices (
  choice text primary key not null,
  account text not null references accounts (account),
  medium text references media (name),
  phone text,
  email text,
  -- lines parted by line feeds
  postal_address text,
  -- IANA name
  time_zone text,
  -- a call, a clerk, a file and its line
  source text not null,
  at bigint not null
);
create index contact_choices_account on contact_choices (account, at);

-- A yes or no to notices at an address, whoever has it. Only ever added to: the latest row counts.
create table consent_scopes (name text primary key not null);
insert into consent_scopes (name) values ('all'), ('reminders');
create table consents (
  consent text primary key not null,
  medium text not null references media (name),
  address text not null,
  scope text not null references consent_scopes (name),
  given boolean not null,
  source text not null,
  at bigint not null
);
create index consents_address on consents (address, medium, at);

-- Texts that customers sent: what they meant, never their words.
create table texts_received (
  message text primary key not null,
  address text not null,
  meaning text not null,
  at bigint not null
);
create index texts_received_address on texts_received (address, at);

-- The outbox, no longer of payments alone.
create table outbox_rebuilt (
  notice text primary key not null,
  account text not null references accounts (account),
  kind text not null references notice_kinds (name),
  -- the payment, bill, account or agreement it tells of
  subject text not null,
  -- written once by this name: kind, subject, day
  once text not null unique,
  medium text not null references media (name),
  address text not null,
  language text not null,
  title text not null,
  -- empty once it was sent or refused; its hash stays
  body text not null,
  body_sha256 text not null,
  at bigint not null,
  not_before bigint not null,
  sent_at bigint,
  provider_ref text,
  refused_at bigint,
  refusal text
);
insert into outbox_rebuilt (notice, account, kind, subject, once, medium, address, language, title, body, body_sha256, at,
  not_before, sent_at, provider_ref, refused_at, refusal)
select o.notice, p.account, case p.status when 'paid' then 'paid' else 'declined' end, o.payment, o.notice, 'text',
  o.address, o.language, '', o.body, '', o.at, o.at, o.sent_at, o.provider_ref, o.refused_at, o.refusal
from outbox o join payments p on p.payment = o.payment;
drop table outbox;
alter table outbox_rebuilt rename to outbox;
create index outbox_waiting on outbox (at) where sent_at is null and refused_at is null;
create index outbox_account on outbox (account, at);
create index outbox_subject on outbox (subject);
