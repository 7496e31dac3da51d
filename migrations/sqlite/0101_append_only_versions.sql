-- Which flow was current, and what was proven of it, is never rewritten.
create trigger versions_no_update before update on versions begin select raise(abort, 'versions is append-only: update refused'); end;
create trigger versions_no_delete before delete on versions begin select raise(abort, 'versions is append-only: delete refused'); end;
create trigger certificates_no_update before update on certificates begin select raise(abort, 'certificates is append-only: update refused'); end;
create trigger certificates_no_delete before delete on certificates begin select raise(abort, 'certificates is append-only: delete refused'); end;
create trigger flows_no_update before update on flows begin select raise(abort, 'flows is append-only: update refused'); end;
create trigger flows_no_delete before delete on flows begin select raise(abort, 'flows is append-only: delete refused'); end;
