-- Debits of bank accounts: handed over once their notice was sent, submitted, then settled or returned.
insert into brands (name) values ('bank');
-- when the processor took it and said that it decides later
alter table payments add column submitted_at bigint;
-- a returned debit that is presented once more
insert into job_kinds (name) values ('represent');
insert into processor_case_kinds (name) values ('returned');
insert into notice_kinds (name) values ('refunded'), ('returned'), ('debit-coming');
