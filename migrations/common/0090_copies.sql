-- What was agreed, changed or stopped is sent to the customer in writing (Regulation E, 12 CFR 1005.10(b)).
insert into notice_kinds (name) values ('agreement-made'), ('agreement-changed'), ('agreement-stopped');

-- The version of the flow that read the terms back; none where nobody called.
alter table agreement_versions add column flow text;

-- A stop is on record as a yes is: its words, the key and where it was pressed; the runner leaves them empty.
alter table agreement_ends add column words text;
alter table agreement_ends add column language text;
alter table agreement_ends add column keyed text;
alter table agreement_ends add column ani text;
alter table agreement_ends add column flow text;
