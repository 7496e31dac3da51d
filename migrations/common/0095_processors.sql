-- What a person has to look at: a processor that does not answer, that contradicts itself, that was right too late.
create table processor_case_kinds (name text primary key not null);
insert into processor_case_kinds (name) values ('no-answer'), ('late-success'), ('contradiction');

create table processor_cases (
  payment text not null references payments (payment),
  kind text not null references processor_case_kinds (name),
  detail text not null,
  opened_at bigint not null,
  closed_at bigint,
  note text,
  primary key (payment, kind)
);

-- Webhooks of a processor that were heard: each counts once.
create table processor_events (
  event text primary key not null,
  heard_at bigint not null
);

create index payments_processor_ref on payments (processor_ref) where processor_ref is not null;
