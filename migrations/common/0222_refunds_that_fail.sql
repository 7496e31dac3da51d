-- A refund that the card's bank sent back after it had left: the money is here again.
insert into undoing_kinds (name, sign) values ('refund-failed', -1);
insert into entry_kinds (name, sign) values ('refund-failed', 1);
