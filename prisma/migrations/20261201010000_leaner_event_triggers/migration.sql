-- Changes cost less (docs/adr/0031, docs/adr/0041). Servers of the previous version may run with this schema.

-- The search_path that the functions keep: only this schema, so that no temporary table can replace a table of this project.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- ── Checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A row is looked up by its id, one after the other. (PostgreSQL does not merge a query with OFFSET into the one around it.) A join
-- could begin with all TERMINATED supervisors, and a session would keep that plan while their number grows.

CREATE OR REPLACE FUNCTION "assert_live_above"("ids" UUID[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_live_below_terminated(s.id, p.id)
  FROM unnest(ids) placed (id)
  CROSS JOIN LATERAL (SELECT s.id, s.parent_id FROM supervisors s WHERE s.id = placed.id OFFSET 0) s
  CROSS JOIN LATERAL (SELECT p.id, p.status FROM supervisors p WHERE p.id = s.parent_id OFFSET 0) p
  WHERE p.status = 'TERMINATED' LIMIT 1;
END $$;

CREATE OR REPLACE FUNCTION "assert_live_supervisors"("teams" UUID[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_membership_of_terminated(t.id, s.id)
  FROM unnest(teams) joined (id)
  CROSS JOIN LATERAL (SELECT t.id, t.supervisor_id FROM supervisor_teams t WHERE t.id = joined.id OFFSET 0) t
  CROSS JOIN LATERAL (SELECT s.id, s.status FROM supervisors s WHERE s.id = t.supervisor_id OFFSET 0) s
  WHERE s.status = 'TERMINATED' LIMIT 1;
END $$;

-- ── Changes of supervisors ───────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "supervisors_updated"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  is_now supervisors;
  was supervisors;
  before jsonb := '{}';
  after jsonb := '{}';
  marked uuid[];
  live uuid[];
  ended uuid[];
  ids uuid[];
  paths text[];
  nested uuid[];
BEGIN
  -- Most statements change one row, and nothing that other rows depend on. Few columns change. (Whole rows are read fastest.)
  SELECT * INTO is_now FROM new_rows;
  SELECT * INTO was FROM old_rows;
  IF is_now.version <> was.version AND is_now.status = was.status AND is_now.parent_id IS NOT DISTINCT FROM was.parent_id AND is_now.path = was.path THEN
    IF (is_now.name, is_now.status_reason, is_now.status_changed_at, is_now.policy_version_id, is_now.incarnation, is_now.created_at)
      IS DISTINCT FROM (was.name, was.status_reason, was.status_changed_at, was.policy_version_id, was.incarnation, was.created_at) THEN
      before := supervisor_changes(was, is_now);
      after := supervisor_changes(is_now, was);
    ELSE
      IF is_now.description IS DISTINCT FROM was.description THEN
        before := jsonb_build_object('description', was.description);
        after := jsonb_build_object('description', is_now.description);
      END IF;
      IF is_now.config <> was.config THEN
        before := before || jsonb_build_object('config', was.config);
        after := after || jsonb_build_object('config', is_now.config);
      END IF;
    END IF;
    INSERT INTO staged_events (transaction, is_first, type, supervisor_id, version, path, before, after)
    SELECT pg_current_xact_id()::text::bigint, true, 'SUPERVISOR_UPDATED', is_now.id, is_now.version, is_now.path, before, after
    WHERE (SELECT count(*) FROM (SELECT FROM new_rows LIMIT 2) two) = 1;
    IF FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  -- Heartbeats raise no version, and every change raises it by one. (From the highest version it falls to 1.)
  IF (SELECT sum(n.version) FROM new_rows n) IS NOT DISTINCT FROM (SELECT sum(o.version) FROM old_rows o) THEN
    RETURN NULL;
  END IF;
  SELECT array_agg(n.id) FILTER (WHERE n.path = '{}'),
    array_agg(n.id) FILTER (WHERE n.status <> 'TERMINATED' AND n.parent_id IS NOT NULL AND (n.status <> o.status OR n.parent_id IS DISTINCT FROM o.parent_id)),
    array_agg(n.id) FILTER (WHERE n.status = 'TERMINATED' AND (n.status <> o.status OR n.parent_id IS DISTINCT FROM o.parent_id))
  INTO marked, live, ended FROM new_rows n JOIN old_rows o ON o.id = n.id;
  IF marked IS NOT NULL THEN
    SELECT c.* INTO ids, paths, nested FROM compute_paths(marked) c;
  END IF;
  INSERT INTO staged_events (transaction, is_first, type, supervisor_id, version, path, previous_path, before, after, led_by)
  SELECT pg_current_xact_id()::text::bigint, row_number() OVER (ORDER BY c.position) = 1,
    CASE WHEN c.status <> c.old_status THEN 'SUPERVISOR_STATUS_CHANGED'
      WHEN c.path <> c.old_path OR c.is_placed THEN 'SUPERVISOR_MOVED'
      ELSE 'SUPERVISOR_UPDATED' END,
    c.id, c.version, c.path, nullif(c.old_path, c.path),
    c.before || CASE WHEN cardinality(c.path) = cardinality(c.old_path) THEN '{}' ELSE jsonb_build_object('hierarchyLevel', cardinality(c.old_path) - 1) END,
    c.after || CASE WHEN cardinality(c.path) = cardinality(c.old_path) THEN '{}' ELSE jsonb_build_object('hierarchyLevel', cardinality(c.path) - 1) END,
    CASE WHEN c.path <> c.old_path AND NOT c.is_placed THEN 'moved' END
  FROM (
    SELECT p.position, n.id, n.version, n.status, o.status AS old_status, n.parent_id IS DISTINCT FROM o.parent_id AS is_placed,
      coalesce(m.path::uuid[], n.path) AS path, o.path AS old_path,
      supervisor_changes(o::supervisors, n::supervisors) AS before, supervisor_changes(n::supervisors, o::supervisors) AS after
    FROM new_rows n
    JOIN old_rows o ON o.id = n.id AND o.version <> n.version
    JOIN (SELECT row_number() OVER () AS position, n.id FROM new_rows n) p ON p.id = n.id
    LEFT JOIN unnest(ids, paths) m (id, path) ON m.id = n.id
    OFFSET 0
  ) c
  ORDER BY c.position;
  IF marked IS NOT NULL THEN
    PERFORM repair_paths(marked, nested);
  END IF;
  IF live IS NOT NULL THEN
    PERFORM assert_live_above(live);
  END IF;
  IF ended IS NOT NULL THEN
    PERFORM end_supervisors(ended);
  END IF;
  RETURN NULL;
END $$;

-- ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "write_event_set"("own" BIGINT) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
  total bigint;
  changes_paths boolean;
  has_teams boolean;
  has_deleted boolean;
  has_led boolean;
  is_mixed boolean;
  opened record;
  last bigint;
  gone jsonb;
  causes jsonb;
  who text := event_actor();
  on_behalf_of text := left(nullif(current_setting('app.on_behalf_of', true), ''), 255);
  trace text := event_trace_id(); -- not the default of the column, which would be computed for each event
  why text := nullif(current_setting('app.reason', true), '');
  target text := nullif(current_setting('app.target', true), '');
  of_target bigint := nullif(current_setting('hierarchy.feed_cause', true), '')::bigint;
  target_at bigint[]; -- positions of the events of the target, ascending
  led_to_it bigint := event_cause();
  is_restart boolean := coalesce(current_setting('app.due_restarts', true) = 'true', false);
  own_first bigint := own_events_from();
  ignored text;
BEGIN
  SELECT count(*), bool_or(s.previous_path IS NOT NULL OR s.previous_supervisor_id IS NOT NULL), bool_or(s.team_id IS NOT NULL), bool_or(s.after IS NULL),
    bool_or(s.led_by IS NOT NULL), bool_or(s.before IS NULL) AND bool_or(s.led_by IN ('moved', 'terminated'))
  INTO total, changes_paths, has_teams, has_deleted, has_led, is_mixed FROM staged_events s WHERE s.transaction = own;
  IF total = 0 THEN
    RETURN; -- written together with the first
  END IF;
  IF total > 100 THEN
    -- A plan that was made while the tables were small can read a whole index for each event. A plan for these values and sizes takes
    -- less time than the events, and omits what does not occur.
    ignored := set_config('plan_cache_mode', 'force_custom_plan', true);
  END IF;
  IF has_teams THEN
    PERFORM assert_read_committed(); -- the paths are read after the lock is taken
  END IF;
  IF is_mixed THEN
    -- A MERGE or a WITH inserts and updates. The triggers for its updates may have changed an inserted row again, before the
    -- trigger for its insert staged the first version. The events of a row are staged again, all at the place of the last.
    WITH events AS (
      DELETE FROM staged_events s WHERE s.transaction = own RETURNING s.*
    ), placed AS (
      SELECT e.*, max(e.id) OVER (PARTITION BY coalesce(e.membership_id, e.team_id, e.supervisor_id) ORDER BY e.version) AS place FROM events e
    )
    INSERT INTO staged_events (transaction, is_first, type, supervisor_id, team_id, membership_id, agent_id, version, path, previous_path,
      previous_supervisor_id, previous_team_id, before, after, led_by)
    SELECT own, false, p.type, p.supervisor_id, p.team_id, p.membership_id, p.agent_id, p.version, p.path, p.previous_path,
      p.previous_supervisor_id, p.previous_team_id, p.before, p.after, p.led_by
    FROM placed p ORDER BY p.place, p.version;
  END IF;
  IF target IS NOT NULL THEN
    target_at := (SELECT array_agg(e.n ORDER BY e.n) FROM (
      SELECT row_number() OVER (ORDER BY s.id) AS n, coalesce(s.membership_id, s.team_id, s.supervisor_id) AS id FROM staged_events s WHERE s.transaction = own
    ) e WHERE e.id::text = target);
  END IF;
  opened := open_event_log(changes_paths OR total > 100 OR own_first IS NOT NULL OR is_continued(), total);
  last := opened.last;
  IF has_teams AND has_deleted THEN
    gone := (SELECT jsonb_object_agg(coalesce(s.team_id, s.supervisor_id), coalesce(s.path::text, s.supervisor_id::text))
      FROM staged_events s WHERE s.transaction = own AND s.type IN ('SUPERVISOR_DELETED', 'TEAM_DELETED'));
  END IF;
  IF has_led AND target IS NULL THEN
    -- the sequences of the events that can be the cause of others, by what they did, and to which row: one, or an array
    causes := (SELECT jsonb_object_agg(found.key, found.sequences) FROM (
      SELECT k.key, CASE count(*) WHEN 1 THEN to_jsonb(max(e.sequence)) ELSE jsonb_agg(e.sequence) END AS sequences
      FROM (
        SELECT e.sequence, e.type, e.supervisor_id, e.team_id, e.after FROM supervisor_events e WHERE e.sequence >= own_first AND e.sequence <= last
        UNION ALL
        SELECT last + row_number() OVER (ORDER BY s.id), s.type, s.supervisor_id, s.team_id, s.after FROM staged_events s WHERE s.transaction = own
      ) e CROSS JOIN LATERAL (
        SELECT 'moved' || e.supervisor_id AS key WHERE e.team_id IS NULL AND e.after ? 'parentId'
        UNION ALL SELECT 'terminated' || e.supervisor_id WHERE e.team_id IS NULL AND e.after ->> 'status' = 'TERMINATED'
        UNION ALL SELECT 'deleted' || coalesce(e.team_id, e.supervisor_id) WHERE e.type IN ('SUPERVISOR_DELETED', 'TEAM_DELETED')
      ) k GROUP BY k.key) found);
  END IF;

  IF NOT has_teams THEN
    -- reads no table of teams, which may be locked
    INSERT INTO supervisor_events (sequence, type, at, actor, on_behalf_of, reason, supervisor_id, version, path, previous_path, before, after, caused_by, trace_id)
    OVERRIDING SYSTEM VALUE
    SELECT last + e.n, e.type, opened.at, who, on_behalf_of,
      -- of many supervisors that change at once, each may have its own
      coalesce(why, CASE e.type WHEN 'SUPERVISOR_STATUS_CHANGED' THEN e.after ->> 'statusReason' END),
      e.supervisor_id, e.version, e.path, e.previous_path, e.before, e.after,
      coalesce(
        CASE WHEN e.led_by IS NOT NULL AND causes IS NOT NULL THEN
          (SELECT max(latest_before(causes -> (e.led_by || above.id), last + e.n)) FROM unnest(e.path) above (id)) END,
        last + target_at[width_bucket(e.n - 1, target_at)],
        of_target,
        -- a restart that was decided before, and waited for its turn
        CASE WHEN is_restart THEN (
          SELECT r.caused_by FROM supervisor_restarts r WHERE r.supervisor_id = e.supervisor_id AND r.incarnation = (e.before ->> 'incarnation')::integer) END,
        led_to_it),
      trace
    FROM (SELECT s.*, row_number() OVER (ORDER BY s.id) AS n FROM staged_events s WHERE s.transaction = own) e;
  ELSE
    INSERT INTO supervisor_events (sequence, type, at, actor, on_behalf_of, reason, supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, caused_by, trace_id)
    OVERRIDING SYSTEM VALUE
    SELECT last + e.n, e.type, opened.at, who, on_behalf_of,
      coalesce(why, CASE e.type WHEN 'SUPERVISOR_STATUS_CHANGED' THEN e.after ->> 'statusReason' END),
      e.owner, e.team_id, e.membership_id, e.agent_id, e.version,
      coalesce(e.path, e.path_of_owner, last_path_of_supervisor(e.owner, gone)),
      CASE WHEN e.previous_supervisor_id IS NOT NULL THEN last_path_of_supervisor(e.previous_supervisor_id, gone)
        WHEN e.previous_team_id IS NOT NULL THEN
          last_path_of_supervisor(coalesce((SELECT t.supervisor_id FROM supervisor_teams t WHERE t.id = e.previous_team_id), supervisor_of_deleted_team(e.previous_team_id, gone)), gone)
        ELSE e.previous_path END,
      e.before, e.after,
      coalesce(
        CASE WHEN e.led_by = 'moved' THEN (SELECT max(latest_before(causes -> ('moved' || above.id), last + e.n)) FROM unnest(e.path) above (id))
          WHEN e.led_by IS NOT NULL THEN latest_before(e.causes, last + e.n) END,
        last + target_at[width_bucket(e.n - 1, target_at)],
        of_target,
        -- a restart that was decided before, and waited for its turn
        CASE WHEN is_restart THEN (
          SELECT r.caused_by FROM supervisor_restarts r WHERE r.supervisor_id = e.supervisor_id AND r.incarnation = (e.before ->> 'incarnation')::integer) END,
        led_to_it),
      trace
    FROM (
      SELECT s.*, row_number() OVER (ORDER BY s.id) AS n, p.path AS path_of_owner,
        coalesce(s.supervisor_id, t.supervisor_id, supervisor_of_deleted_team(s.team_id, gone)) AS owner,
        s.led_by IS DISTINCT FROM 'history' OR t.id IS NOT NULL AS is_event,
        CASE WHEN s.led_by = 'terminated' OR s.membership_id IS NULL THEN causes -> (s.led_by || coalesce(s.supervisor_id, t.supervisor_id, supervisor_of_deleted_team(s.team_id, gone)))
          ELSE causes -> (s.led_by || s.team_id) END AS causes
      FROM staged_events s
      LEFT JOIN supervisor_teams t ON s.supervisor_id IS NULL AND t.id = s.team_id
      LEFT JOIN supervisors p ON s.path IS NULL AND p.id = coalesce(s.supervisor_id, t.supervisor_id)
      WHERE s.transaction = own
      OFFSET 0
    ) e WHERE e.is_event;
  END IF;

  IF own_first IS NULL THEN
    ignored := set_config('hierarchy.feed_first', (last + 1)::text, true);
  END IF;
  IF target_at IS NOT NULL THEN
    ignored := set_config('hierarchy.feed_cause', (last + target_at[cardinality(target_at)])::text, true);
  END IF;
  DELETE FROM staged_events s WHERE s.transaction = own;
END $$;

-- ── Plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- CREATE OR REPLACE removes these settings.

DO $$
DECLARE
  f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['write_event_set(bigint)', 'assert_live_above(uuid[])', 'assert_live_supervisors(uuid[])'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', f);
    IF f = 'write_event_set(bigint)' THEN
      EXECUTE format('ALTER FUNCTION %s SET enable_bitmapscan = off', f);
    END IF;
    EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_mergejoin = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = on', f);
    EXECUTE format('ALTER FUNCTION %s SET jit = off', f);
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', f);
  END LOOP;
  FOREACH f IN ARRAY ARRAY['enable_nestloop = off', 'enable_hashjoin = on', 'enable_mergejoin = off', 'jit = off', 'plan_cache_mode = force_generic_plan'] LOOP
    EXECUTE 'ALTER FUNCTION supervisors_updated() SET ' || f;
  END LOOP;
END $$;
