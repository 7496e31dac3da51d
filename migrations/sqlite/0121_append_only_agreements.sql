-- Agreements, their terms and ends are never rewritten.
create trigger agreements_no_update before update on agreements begin select raise(abort, 'agreements is append-only: update refused'); end;
create trigger agreements_no_delete before delete on agreements begin select raise(abort, 'agreements is append-only: delete refused'); end;
create trigger agreement_versions_no_update before update on agreement_versions begin select raise(abort, 'agreement_versions is append-only: update refused'); end;
create trigger agreement_versions_no_delete before delete on agreement_versions begin select raise(abort, 'agreement_versions is append-only: delete refused'); end;
create trigger agreement_ends_no_update before update on agreement_ends begin select raise(abort, 'agreement_ends is append-only: update refused'); end;
create trigger agreement_ends_no_delete before delete on agreement_ends begin select raise(abort, 'agreement_ends is append-only: delete refused'); end;
create trigger arrangement_bills_no_update before update on arrangement_bills begin select raise(abort, 'arrangement_bills is append-only: update refused'); end;
create trigger arrangement_bills_no_delete before delete on arrangement_bills begin select raise(abort, 'arrangement_bills is append-only: delete refused'); end;
