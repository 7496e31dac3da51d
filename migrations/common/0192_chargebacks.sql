-- The stages of each chargeback, as its processor or a clerk told them: only ever added to, each once.
create table chargeback_stages (name text primary key not null);
insert into chargeback_stages (name) values ('opened'), ('evidence-due'), ('won'), ('lost');

create table chargebacks (
  payment text not null references payments (payment),
  -- the processor's name of the dispute, or the clerk's of the event
  dispute text not null,
  stage text not null references chargeback_stages (name),
  -- the last day for evidence, where it was told
  due_on text,
  source text not null,
  recorded_at bigint not null,
  primary key (payment, dispute, stage)
);

insert into processor_case_kinds (name) values ('chargeback');
insert into job_kinds (name) values ('disputes');
