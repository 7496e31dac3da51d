-- How a version became its flow's current one: by a person, by going back, at a server's start, on save.
create table version_moves (name text primary key not null);
insert into version_moves (name) values ('published'), ('rolled-back'), ('started'), ('saved');

-- Which flow was current from when on: only ever added to, so going back is one more row. The number is the condition
-- under which two publishers that race meet: one of them has it.
create table versions (
  flow text not null,
  number bigint not null check (number > 0),
  hash text not null references flows (hash),
  at bigint not null,
  -- in the person's own words; empty where a server did it by itself
  made_by text not null,
  note text not null,
  move text not null references version_moves (name),
  primary key (flow, number)
);
create index versions_hash on versions (hash, at);

-- What a prover said of a flow, JSON; a newer prover may say more, the latest counts.
create table certificates (
  hash text not null references flows (hash),
  kept_at bigint not null,
  certificate text not null,
  primary key (hash, kept_at)
);
