-- One payment as a program writes it that takes each by itself: asked for in one transaction, booked in another, statement by
-- statement, in Paytone's own tables. `payers` numbers accounts that have a card and a bill.
-- (pgbench takes a colon before a word for a variable, inside of texts too.)
\set n :client_id * :share + :at % :share
\set at :at + 1
select account, method, last_four, bill, address, length(token_sealed) as sealed from payers join methods using (account, method) where n = :n \gset
begin;
update accounts set version = version + 1 where account = :account;
select payment from payments where idempotency_key = :run || '_' || :client_id || '_' || :at;
insert into payments (payment, account, method, brand, last_four, amount, fee, currency, paid_on, confirmation, idempotency_key, gateway, status, requested_at, channel, instrument, source, alone)
    values ('pay_' || :run || '_' || :client_id || '_' || :at, :account, :method, 'visa', :last_four, 8420, 0, 'USD', '2026-11-27', '0883664128', :run || '_' || :client_id || '_' || :at, 'sandbox', 'requested', 1795748402090360, 'online', 'card', 'bench', false);
insert into payment_guards (account, amount, payment, at) values (:account, 8420, 'pay_' || :run || '_' || :client_id || '_' || :at, 1795748402090360)
    on conflict (account, amount) do update set payment = excluded.payment, at = excluded.at;
insert into jobs (job, kind, subject, run_at) values ('job_' || :run || '_' || :client_id || '_' || :at, 'charge', 'pay_' || :run || '_' || :client_id || '_' || :at, 1795748402090360);
commit;
update jobs set worker = 'bench', lease_until = 1795748412090360, attempts = attempts + 1 where job = 'job_' || :run || '_' || :client_id || '_' || :at;
begin;
update accounts set version = version + 1 where account = :account;
update payments set status = 'paid', processor_ref = 'sandbox_83cbf0477811f071', settled_at = 1795748402169786 where payment = 'pay_' || :run || '_' || :client_id || '_' || :at and status = 'requested';
select bill, number, due_on, open, currency from open_bills where account = :account;
insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) values ('txn_' || :run || '_' || :client_id || '_' || :at, 'payment', '2026-11-27', '2026-11-27', 1795748402169786, 'pay_' || :run || '_' || :client_id || '_' || :at);
insert into postings (txn, posting, debit, credit, amount, currency) values ('txn_' || :run || '_' || :client_id || '_' || :at, 1, 'clearing:' || 'sandbox', 'receivable:' || :account, 8420, 'USD');
insert into allocations (txn, payment, bill, amount) values ('txn_' || :run || '_' || :client_id || '_' || :at, 'pay_' || :run || '_' || :client_id || '_' || :at, :bill, 8420);
insert into outbox (notice, account, kind, subject, once, medium, address, language, title, body, body_sha256, at, not_before)
    values ('note_' || :run || '_' || :client_id || '_' || :at, :account, 'paid', 'pay_' || :run || '_' || :client_id || '_' || :at, 'paid:' || 'pay_' || :run || '_' || :client_id || '_' || :at || ':', 'text', :address, 'en', '', 'Water: we received $84.20 by Visa ending 4242. Confirmation 0883664128. Thank you.', 'b384591a1cf4929dba3d4d2efffb50d1a6e1b97f14efecb612b3c1470a7c2916', 1795748402169786, 1795770000000000);
insert into jobs (job, kind, subject, run_at) values ('job_' || :run || '_' || :client_id || '_' || :at || '_r', 'receipt', 'note_' || :run || '_' || :client_id || '_' || :at, 1795770000000000);
delete from jobs where job = 'job_' || :run || '_' || :client_id || '_' || :at and worker = 'bench';
commit;
