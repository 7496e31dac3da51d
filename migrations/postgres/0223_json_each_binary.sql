-- A cell of a set is looked up and no longer parsed out of its row's text, once for each column.
drop function json_each(text);
create function json_each(rows text) returns table (value jsonb) language sql immutable strict rows 64
  as $$ select e.value from jsonb_array_elements(cast(rows as jsonb)) as e(value) $$;
