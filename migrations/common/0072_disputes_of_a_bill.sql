-- What of a bill is held is asked for with every sum that an account owes; the index of open disputes leaves out the others.
create index disputes_bill on disputes (bill);
