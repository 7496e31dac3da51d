-- Choices and consent are only ever added to.
create trigger contact_choices_no_update before update on contact_choices begin select raise(abort, 'contact_choices is append-only: update refused'); end;
create trigger contact_choices_no_delete before delete on contact_choices begin select raise(abort, 'contact_choices is append-only: delete refused'); end;
create trigger consents_no_update before update on consents begin select raise(abort, 'consents is append-only: update refused'); end;
create trigger consents_no_delete before delete on consents begin select raise(abort, 'consents is append-only: delete refused'); end;
