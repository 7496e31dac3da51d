-- Choices and consent are only ever added to.
create trigger contact_choices_no_change before update or delete or truncate on contact_choices for each statement execute function refuse_change();
create trigger consents_no_change before update or delete or truncate on consents for each statement execute function refuse_change();
