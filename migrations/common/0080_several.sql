-- What an account is called where it is one of several under a number, such as its service address.
alter table accounts add column label text;

-- The payer chose this account alone: nothing of it goes to the others under its number.
alter table quotes add column alone boolean not null default false;
alter table payments add column alone boolean not null default false;
