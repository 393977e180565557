-- Loses nothing.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE OR REPLACE FUNCTION "verify_hierarchy"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT * FROM verify_tree() UNION ALL SELECT * FROM verify_record()
$$;
