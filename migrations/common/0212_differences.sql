-- What persons said of differences between the books and what processors and the bank tell. Only ever added to; the latest counts.
create table difference_answers (
  -- day/source/class/name, as `paytone reconcile` shows it
  difference text not null,
  -- whose case it is; none where it is explained
  assigned_to text,
  reason text not null,
  answered_by text not null,
  answered_at bigint not null,
  primary key (difference, answered_at)
);
