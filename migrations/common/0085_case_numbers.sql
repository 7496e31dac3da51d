-- The number by which a dispute is asked for, spoken to its caller; none for disputes from before.
alter table disputes add column case_number text;
create unique index disputes_case on disputes (case_number);

insert into notice_kinds (name) values ('dispute-opened'), ('dispute-withdrawn');
