-- SQLite's own way to take a set apart, by its own name: each element of a JSON array is a row.
create function json_each(rows text) returns table (value json) language sql immutable strict rows 64
  as $$ select e.value from json_array_elements(cast(rows as json)) as e(value) $$;
