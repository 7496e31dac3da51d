-- Who was billed is told page by page, by a job: a run is not held up by its news.
insert into job_kinds (name) values ('announce');
