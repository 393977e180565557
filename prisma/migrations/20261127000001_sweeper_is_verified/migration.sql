-- The row of sweeper may be gone: deleted before that was refused, or past the triggers. Without it nobody looks for the dead.
INSERT INTO "sweeper" DEFAULT VALUES ON CONFLICT DO NOTHING;

-- What the functions keep as their search_path: this schema only, so that no temporary table stands in for one of ours.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE OR REPLACE FUNCTION "verify_hierarchy"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT * FROM verify_tree() UNION ALL SELECT * FROM verify_record()
  UNION ALL
  SELECT 'sweeper', NULL, 'there is one row of the sweeper', format('%s rows', n) FROM (SELECT count(*) AS n FROM sweeper) w WHERE n <> 1
$$;
