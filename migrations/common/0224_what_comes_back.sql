-- What came back names what it undoes: a refund that failed, a chargeback that was won. Each is undone once. Rows of before name
-- nothing: chargebacks were of all that was left then, and the first one's win came before the second one.
alter table undoings add column undoes text references undoings (undoing);
create unique index undoings_undoes on undoings (undoes);
