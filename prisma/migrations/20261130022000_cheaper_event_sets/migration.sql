-- Changes cost less (docs/explanation/event-log.md, docs/adr/0031). Servers of the previous version may run with this schema.

-- The search_path that the functions keep: only this schema, so that no temporary table can replace a table of this project.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- ── Checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- PostgreSQL parses the expression of a CHECK again for each statement, and a list of constants takes longer than the rest of a
-- small statement. A call is parsed quickly, and a session keeps the plan of a function.

CREATE FUNCTION "is_event_type"("type" TEXT) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN type IN ('SUPERVISOR_SPAWNED', 'SUPERVISOR_UPDATED', 'SUPERVISOR_MOVED', 'SUPERVISOR_STATUS_CHANGED', 'SUPERVISOR_DELETED',
    'CHILD_FAILED', 'FAILURE_ESCALATED', 'TEAM_CREATED', 'TEAM_UPDATED', 'TEAM_DELETED', 'MEMBER_JOINED', 'MEMBER_UPDATED', 'MEMBER_LEFT');
END $$;

-- Whether RFC 3339, JavaScript and Python can express a time.
CREATE FUNCTION "is_common_time"("at" TIMESTAMP) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN at >= '0001-01-01' AND at < '10000-01-01';
END $$;

ALTER TABLE "supervisor_events"
  DROP CONSTRAINT "supervisor_events_type_check",
  DROP CONSTRAINT "supervisor_events_times_check",
  ADD CONSTRAINT "supervisor_events_type_check" CHECK (is_event_type("type")) NOT VALID,
  ADD CONSTRAINT "supervisor_events_times_check" CHECK (is_common_time("at")) NOT VALID;

-- One constant instead of five. (A call would cost more for each row of a batch of heartbeats.)
ALTER TABLE "supervisors"
  DROP CONSTRAINT "supervisors_status_check",
  ADD CONSTRAINT "supervisors_status_check" CHECK ("status"::text = ANY ('{SPAWNING,ACTIVE,PAUSED,FAILED,TERMINATED}'::text[]));

-- ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "lock_hierarchy"("exclusive" BOOLEAN) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM assert_read_committed();
  END IF;
  IF exclusive THEN
    PERFORM pg_advisory_xact_lock(6014125519);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(6014125519);
  END IF;
END $$;

CREATE FUNCTION "require_read_committed"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM assert_read_committed();
  RETURN NULL;
END $$;

CREATE TRIGGER "supervisor_teams_isolation" BEFORE UPDATE ON "supervisor_teams"
  FOR EACH STATEMENT EXECUTE FUNCTION "require_read_committed"();
CREATE TRIGGER "supervisor_team_members_isolation" BEFORE UPDATE ON "supervisor_team_members"
  FOR EACH STATEMENT EXECUTE FUNCTION "require_read_committed"();

-- ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Triggers of rows run for each row of a bulk change. They call functions and run queries only where a value requires it.

-- Whether a name is its own normal form, like nearly every name: visible ASCII characters.
CREATE FUNCTION "is_plain_name"("name" TEXT) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT name ~ '^[!-~]([ -~]*[!-~])?$'
$$;

CREATE OR REPLACE FUNCTION "normal_name"("name" TEXT) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
BEGIN
  IF is_plain_name(name) THEN
    RETURN name;
  END IF;
  IF getdatabaseencoding() <> 'UTF8' THEN
    RETURN btrim(name); -- normalize() and \u require UTF8
  END IF;
  RETURN regexp_replace(normalize(name, NFC),
    '^[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+|[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$', '', 'g');
END $$;

CREATE OR REPLACE FUNCTION "supervisors_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  above uuid[] := '{}';
  max_level integer;
BEGIN
  IF NEW.parent_id IS NOT NULL THEN
    SELECT s.path, m.max_level INTO above, max_level FROM supervisors s CROSS JOIN hierarchy_settings m WHERE s.id = NEW.parent_id AND s.path <> '{}';
  END IF;
  NEW.path := CASE WHEN above IS NULL THEN '{}' ELSE above || NEW.id END;
  NEW.hierarchy_level := greatest(cardinality(NEW.path) - 1, 0);
  NEW.version := 1;
  IF NOT is_plain_name(NEW.name) THEN
    NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  END IF;
  IF is_deep(NEW.config) OR is_deep(NEW.health_metrics) THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME);
  END IF;
  IF NEW.hierarchy_level > max_level THEN
    PERFORM assert_level(NEW.hierarchy_level);
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION "supervisors_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  path uuid[] := NEW.path;
  level integer := NEW.hierarchy_level;
BEGIN
  -- Only repair_paths() writes paths. It says so, it runs within a trigger, and it runs with the rights of the owner of the log.
  IF current_setting('hierarchy.repairing', true) = 'on' AND pg_trigger_depth() > 1 AND has_table_privilege('staged_events', 'INSERT') THEN
    NEW := OLD;
    NEW.path := path;
    NEW.hierarchy_level := level;
    -- otherwise it is the second half of an insert or a move, which has its version already
    IF OLD.path <> '{}' AND (path <> OLD.path OR level <> OLD.hierarchy_level) THEN
      NEW.version := next_version(OLD.version);
      NEW.updated_at := timezone('utc', statement_timestamp());
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a supervisor never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_id_immutable';
  END IF;
  IF OLD.status = 'TERMINATED' AND NEW.status <> 'TERMINATED' THEN
    RAISE EXCEPTION 'supervisor % is TERMINATED, which is final: it cannot become %', OLD.id, NEW.status
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_terminated_final', HINT = 'Spawn another one: its name is free.';
  END IF;
  NEW.path := OLD.path;
  NEW.hierarchy_level := OLD.hierarchy_level;
  NEW.version := OLD.version;
  NEW.updated_at := OLD.updated_at;
  IF NEW.name <> OLD.name AND NOT is_plain_name(NEW.name) THEN
    -- Before rows are compared: a name that differs only by its form is no change.
    NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  END IF;
  IF NEW.status <> OLD.status OR NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
    -- The statement has taken the lock already, unless it is an UPDATE within a WITH.
    IF current_setting('transaction_isolation') <> 'read committed' OR NOT pg_try_advisory_xact_lock(6014125519) THEN
      PERFORM lock_hierarchy(true);
    END IF;
    IF NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
      NEW.path := '{}';
    END IF;
    IF NEW.status <> OLD.status AND NEW.status_changed_at = OLD.status_changed_at THEN
      NEW.status_changed_at := timezone('utc', statement_timestamp());
    END IF;
  END IF;
  IF NEW.config <> OLD.config AND is_deep(NEW.config) THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME);
  END IF;
  -- A heartbeat raises no version.
  IF (NEW.name, NEW.description, NEW.status, NEW.config, NEW.parent_id, NEW.policy_version_id, NEW.created_at, NEW.status_reason,
      NEW.status_changed_at, NEW.incarnation, NEW.spawn_hash)
    IS DISTINCT FROM
     (OLD.name, OLD.description, OLD.status, OLD.config, OLD.parent_id, OLD.policy_version_id, OLD.created_at, OLD.status_reason,
      OLD.status_changed_at, OLD.incarnation, OLD.spawn_hash)
  THEN
    NEW.version := next_version(OLD.version);
    NEW.updated_at := timezone('utc', statement_timestamp());
  END IF;
  RETURN NEW;
END $$;

-- A list of columns skips heartbeats, which set none of them, and costs nothing. (PostgreSQL parses a condition again for each statement.)
DROP TRIGGER "supervisors_before_update" ON "supervisors";
CREATE TRIGGER "supervisors_before_update"
  BEFORE UPDATE OF "id", "name", "description", "status", "config", "parent_id", "hierarchy_level", "policy_version_id", "created_at", "updated_at",
    "path", "version", "status_reason", "status_changed_at", "incarnation", "spawn_hash" ON "supervisors"
  FOR EACH ROW EXECUTE FUNCTION "supervisors_before_update"();

DROP TRIGGER "supervisors_json_depth" ON "supervisors";
CREATE TRIGGER "supervisors_json_depth" BEFORE UPDATE OF "health_metrics" ON "supervisors"
  FOR EACH ROW WHEN (NEW.health_metrics <> OLD.health_metrics AND NEW.health_metrics @? '$.**{101}')
  EXECUTE FUNCTION "supervisors_json_depth"();

CREATE OR REPLACE FUNCTION "supervisor_teams_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.version := 1;
  IF NOT is_plain_name(NEW.name) THEN
    NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  END IF;
  IF is_deep(NEW.config) THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME);
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_teams_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a team never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisor_teams', CONSTRAINT = 'supervisor_teams_id_immutable';
  END IF;
  IF NEW.name <> OLD.name AND NOT is_plain_name(NEW.name) THEN
    -- Before rows are compared: a name that differs only by its form is no change.
    NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  END IF;
  IF NEW.config <> OLD.config AND is_deep(NEW.config) THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME);
  END IF;
  NEW.version := OLD.version;
  NEW.updated_at := OLD.updated_at;
  IF NEW.supervisor_id <> OLD.supervisor_id THEN
    PERFORM lock_hierarchy(true);
  END IF;
  IF NEW IS DISTINCT FROM OLD THEN
    NEW.version := next_version(OLD.version);
    NEW.updated_at := timezone('utc', statement_timestamp());
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_team_members_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.version := 1;
  IF is_deep(NEW.metadata) THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME);
  END IF;
  RETURN NEW;
END $$;

-- Nearly every membership has version 1 and flat metadata. The trigger sets or refuses other values.
DROP TRIGGER "supervisor_team_members_before_insert" ON "supervisor_team_members";
CREATE TRIGGER "supervisor_team_members_before_insert" BEFORE INSERT ON "supervisor_team_members"
  FOR EACH ROW WHEN (NEW.version IS DISTINCT FROM 1 OR NEW.metadata @? '$.**{101}') EXECUTE FUNCTION "supervisor_team_members_before_insert"();

CREATE OR REPLACE FUNCTION "supervisor_team_members_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.version := CASE
    WHEN (NEW.team_id, NEW.agent_id, NEW.role, NEW.joined_at, NEW.left_at, NEW.metadata) IS DISTINCT FROM (OLD.team_id, OLD.agent_id, OLD.role, OLD.joined_at, OLD.left_at, OLD.metadata)
    THEN next_version(OLD.version) ELSE OLD.version END;
  IF NEW.left_at IS NULL OR NEW.id <> OLD.id OR NEW.metadata <> OLD.metadata THEN -- most updates end a membership, and do nothing else
    IF NEW.id <> OLD.id THEN
      RAISE EXCEPTION 'the id of a membership never changes (%)', OLD.id
        USING ERRCODE = 'check_violation', TABLE = 'supervisor_team_members', CONSTRAINT = 'supervisor_team_members_id_immutable';
    END IF;
    IF NEW.metadata <> OLD.metadata AND is_deep(NEW.metadata) THEN
      PERFORM refuse_deep_json(TG_TABLE_NAME);
    END IF;
    IF NEW.left_at IS NULL AND (OLD.left_at IS NOT NULL OR NEW.team_id <> OLD.team_id) THEN
      -- Only a membership that becomes active again waits for the lock, because that is rare. It holds the lock of its row already, so
      -- it can be part of a deadlock.
      PERFORM lock_hierarchy(false);
      PERFORM refuse_membership_of_terminated(t.id, s.id)
      FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id
      WHERE t.id = NEW.team_id AND s.status = 'TERMINATED';
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- ── Staged events ────────────────────────────────────────────────────────────────────────────────────────────────────

-- The fields of one state of a row that differ from another state of it.
CREATE FUNCTION "supervisor_changes"("s" "supervisors", "than" "supervisors") RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN s.name = than.name THEN '{}' ELSE jsonb_build_object('name', s.name) END
    || CASE WHEN s.description IS NOT DISTINCT FROM than.description THEN '{}' ELSE jsonb_build_object('description', s.description) END
    || CASE WHEN s.status = than.status THEN '{}' ELSE jsonb_build_object('status', s.status) END
    || CASE WHEN s.status_reason IS NOT DISTINCT FROM than.status_reason THEN '{}' ELSE jsonb_build_object('statusReason', s.status_reason) END
    || CASE WHEN s.status_changed_at = than.status_changed_at THEN '{}' ELSE jsonb_build_object('statusChangedAt', rfc3339(s.status_changed_at)) END
    || CASE WHEN s.config = than.config THEN '{}' ELSE jsonb_build_object('config', s.config) END
    || CASE WHEN s.parent_id IS NOT DISTINCT FROM than.parent_id THEN '{}' ELSE jsonb_build_object('parentId', s.parent_id) END
    || CASE WHEN s.policy_version_id IS NOT DISTINCT FROM than.policy_version_id THEN '{}' ELSE jsonb_build_object('policyVersionId', s.policy_version_id) END
    || CASE WHEN s.incarnation = than.incarnation THEN '{}' ELSE jsonb_build_object('incarnation', s.incarnation) END
    || CASE WHEN s.created_at = than.created_at THEN '{}' ELSE jsonb_build_object('createdAt', rfc3339(s.created_at)) END
$$;

CREATE FUNCTION "team_changes"("t" "supervisor_teams", "than" "supervisor_teams") RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN t.supervisor_id = than.supervisor_id THEN '{}' ELSE jsonb_build_object('supervisorId', t.supervisor_id) END
    || CASE WHEN t.name = than.name THEN '{}' ELSE jsonb_build_object('name', t.name) END
    || CASE WHEN t.description IS NOT DISTINCT FROM than.description THEN '{}' ELSE jsonb_build_object('description', t.description) END
    || CASE WHEN t.objective IS NOT DISTINCT FROM than.objective THEN '{}' ELSE jsonb_build_object('objective', t.objective) END
    || CASE WHEN t.config = than.config THEN '{}' ELSE jsonb_build_object('config', t.config) END
    || CASE WHEN t.created_at = than.created_at THEN '{}' ELSE jsonb_build_object('createdAt', rfc3339(t.created_at)) END
$$;

CREATE FUNCTION "membership_changes"("m" "supervisor_team_members", "than" "supervisor_team_members") RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN m.team_id = than.team_id THEN '{}' ELSE jsonb_build_object('teamId', m.team_id) END
    || CASE WHEN m.agent_id = than.agent_id THEN '{}' ELSE jsonb_build_object('agentId', m.agent_id) END
    || CASE WHEN m.role = than.role THEN '{}' ELSE jsonb_build_object('role', m.role) END
    || CASE WHEN m.metadata = than.metadata THEN '{}' ELSE jsonb_build_object('metadata', m.metadata) END
    || CASE WHEN m.joined_at = than.joined_at THEN '{}' ELSE jsonb_build_object('joinedAt', rfc3339(m.joined_at)) END
    || CASE WHEN m.left_at IS NOT DISTINCT FROM than.left_at THEN '{}' ELSE jsonb_build_object('leftAt', rfc3339(m.left_at)) END
$$;

CREATE OR REPLACE FUNCTION "compute_paths"("marked" UUID[], OUT "ids" UUID[], OUT "paths" TEXT[], OUT "nested" UUID[]) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  cyclic uuid;
  longest integer;
  max_level integer := hierarchy_max_level();
BEGIN
  WITH RECURSIVE up (id, above, seen, is_nested) AS (
    SELECT s.id, s.parent_id, ARRAY[s.id], false FROM unnest(marked) m (id) JOIN supervisors s ON s.id = m.id
    UNION ALL
    SELECT up.id, p.parent_id, p.id || up.seen, up.is_nested OR p.path = '{}'
    FROM up JOIN supervisors p ON p.id = up.above
    WHERE p.id <> ALL (up.seen) AND cardinality(up.seen) <= max_level + 1
  ), reached AS (
    SELECT DISTINCT ON (up.id) up.* FROM up ORDER BY up.id, cardinality(up.seen) DESC
  )
  SELECT (array_agg(r.id) FILTER (WHERE r.above = ANY (r.seen)))[1], max(cardinality(r.seen)),
    array_agg(r.id), array_agg(r.seen::text), coalesce(array_agg(r.id) FILTER (WHERE r.is_nested), '{}')
  INTO cyclic, longest, ids, paths, nested FROM reached r;
  IF cyclic IS NOT NULL THEN
    RAISE EXCEPTION 'supervisor % would be its own ancestor', cyclic
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_no_cycle', HINT = 'Choose a parent that is not below it.';
  END IF;
  PERFORM assert_level(longest - 1);
END $$;

-- Stores the paths of marked supervisors and of all below them, in one UPDATE.
CREATE OR REPLACE FUNCTION "repair_paths"("marked" UUID[], "nested" UUID[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  longest integer;
  max_level integer := hierarchy_max_level();
BEGIN
  PERFORM set_config('hierarchy.repairing', 'on', true);
  WITH RECURSIVE below (id, path) AS (
    SELECT s.id, coalesce(p.path, '{}') || s.id
    FROM unnest(marked) m (id) JOIN supervisors s ON s.id = m.id LEFT JOIN supervisors p ON p.id = s.parent_id
    WHERE s.id <> ALL (nested)
    UNION ALL
    SELECT c.id, b.path || c.id FROM below b JOIN supervisors c ON c.parent_id = b.id
    WHERE cardinality(b.path) <= max_level + 1 -- one level too many is enough to refuse; the limit also ends the recursion in a damaged tree
  ), repaired AS (
    UPDATE supervisors s SET path = b.path, hierarchy_level = cardinality(b.path) - 1 FROM below b WHERE s.id = b.id
    RETURNING s.hierarchy_level
  )
  SELECT max(hierarchy_level) INTO longest FROM repaired;
  PERFORM set_config('hierarchy.repairing', 'off', true);
  PERFORM assert_level(longest);
END $$;

CREATE OR REPLACE FUNCTION "supervisors_updated"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  first_row record;
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
  SELECT (SELECT count(*) FROM (SELECT FROM new_rows LIMIT 2) two) AS total, n::supervisors AS is_now, o::supervisors AS was INTO first_row
  FROM new_rows n CROSS JOIN old_rows o LIMIT 1;
  IF first_row.total = 1 THEN
    is_now := first_row.is_now;
    was := first_row.was;
    IF is_now.version = was.version THEN
      RETURN NULL; -- a heartbeat
    END IF;
    IF is_now.status = was.status AND is_now.parent_id IS NOT DISTINCT FROM was.parent_id AND is_now.path = was.path THEN
      -- Most statements change one row, and nothing that other rows depend on. Few columns change.
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
      VALUES (pg_current_xact_id()::text::bigint, true, 'SUPERVISOR_UPDATED', is_now.id, is_now.version, is_now.path, before, after);
      RETURN NULL;
    END IF;
  -- Heartbeats raise no version, and every change raises it by one. (From the highest version it falls to 1.)
  ELSIF (SELECT sum(n.version) FROM new_rows n) IS NOT DISTINCT FROM (SELECT sum(o.version) FROM old_rows o) THEN
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

CREATE OR REPLACE FUNCTION "supervisor_teams_inserted"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO staged_events (transaction, is_first, type, supervisor_id, team_id, version, after)
  SELECT pg_current_xact_id()::text::bigint, n.position = 1, 'TEAM_CREATED', n.supervisor_id, n.id, n.version,
    jsonb_build_object('supervisorId', n.supervisor_id, 'name', n.name, 'description', n.description, 'objective', n.objective,
      'config', n.config, 'createdAt', rfc3339(n.created_at))
  FROM (SELECT row_number() OVER () AS position, n.* FROM new_rows n) n;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_team_members_inserted"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM assert_live_supervisors((SELECT array_agg(DISTINCT n.team_id) FROM new_rows n WHERE n.left_at IS NULL));
  INSERT INTO staged_events (transaction, is_first, type, team_id, membership_id, agent_id, version, after)
  SELECT pg_current_xact_id()::text::bigint, n.position = 1, 'MEMBER_JOINED', n.team_id, n.id, n.agent_id, n.version,
    jsonb_build_object('teamId', n.team_id, 'agentId', n.agent_id, 'role', n.role, 'metadata', n.metadata,
      'joinedAt', rfc3339(n.joined_at), 'leftAt', rfc3339(n.left_at))
  FROM (SELECT row_number() OVER () AS position, n.* FROM new_rows n) n;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_teams_updated"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO staged_events (transaction, is_first, type, supervisor_id, team_id, version, previous_supervisor_id, before, after)
  SELECT pg_current_xact_id()::text::bigint, row_number() OVER (ORDER BY p.position) = 1, 'TEAM_UPDATED', n.supervisor_id, n.id, n.version,
    nullif(o.supervisor_id, n.supervisor_id),
    team_changes(o::supervisor_teams, n::supervisor_teams), team_changes(n::supervisor_teams, o::supervisor_teams)
  FROM new_rows n
  JOIN old_rows o ON o.id = n.id AND o.version <> n.version
  JOIN (SELECT row_number() OVER () AS position, n.id FROM new_rows n) p ON p.id = n.id
  ORDER BY p.position;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_team_members_updated"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO staged_events (transaction, is_first, type, team_id, membership_id, agent_id, version, previous_team_id, before, after, led_by)
  SELECT pg_current_xact_id()::text::bigint, row_number() OVER (ORDER BY p.position) = 1,
    CASE WHEN o.left_at IS NULL AND n.left_at IS NOT NULL THEN 'MEMBER_LEFT'
      WHEN o.left_at IS NOT NULL AND n.left_at IS NULL THEN 'MEMBER_JOINED'
      ELSE 'MEMBER_UPDATED' END,
    n.team_id, n.id, n.agent_id, n.version, nullif(o.team_id, n.team_id),
    membership_changes(o::supervisor_team_members, n::supervisor_team_members), membership_changes(n::supervisor_team_members, o::supervisor_team_members),
    CASE WHEN o.left_at IS NULL AND n.left_at IS NOT NULL THEN 'terminated' END
  FROM new_rows n
  JOIN old_rows o ON o.id = n.id AND o.version <> n.version
  JOIN (SELECT row_number() OVER () AS position, n.id FROM new_rows n) p ON p.id = n.id
  ORDER BY p.position;
  RETURN NULL;
END $$;

-- ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Who changes something: as much as an index takes.
CREATE FUNCTION "event_actor"() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT left(coalesce(nullif(current_setting('app.actor', true), ''), nullif(current_setting('role'), 'none'), session_user), 255)
$$;

-- The event that led to the changes of the transaction, by the writer: app.cause.
CREATE FUNCTION "event_cause"() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_setting('app.cause', true) <> '' THEN substring(current_setting('app.cause', true) FROM '^\d{1,18}$')::bigint END
$$;

-- SET CONSTRAINTS … IMMEDIATE, and the transaction may write more events.
CREATE FUNCTION "is_continued"() RETURNS boolean LANGUAGE sql AS $$
  SELECT pg_trigger_depth() > 1 OR lower(left(coalesce(current_query(), ''), 200)) LIKE '%constraints%' AND lower(left(current_query(), 200)) NOT LIKE '%commit%'
$$;

CREATE FUNCTION "latest_of_array_before"("sequences" JSONB, "sequence" BIGINT) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (SELECT max(s.n::bigint) FROM jsonb_array_elements_text(sequences) s (n) WHERE s.n::bigint < sequence);
END $$;

-- The latest of some sequences that is before another one: a number, or an array of them.
CREATE FUNCTION "latest_before"("sequences" JSONB, "sequence" BIGINT) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN jsonb_typeof(sequences) = 'number' THEN CASE WHEN sequences::bigint < sequence THEN sequences::bigint END
    WHEN sequences IS NOT NULL THEN latest_of_array_before(sequences, sequence) END
$$;

CREATE OR REPLACE FUNCTION "open_event_log"("is_exclusive" BOOLEAN, "total" BIGINT, OUT "last" BIGINT, OUT "at" TIMESTAMP) LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  newest bigint; -- times in milliseconds
  due bigint;
  drawn bigint;
  ignored text;
BEGIN
  -- A subscriber must not see an event that a crash takes back. (Heartbeats write no event: docs/adr/0012.)
  IF current_setting('synchronous_commit') = 'off' THEN
    ignored := set_config('synchronous_commit', 'on', true);
  END IF;
  IF is_exclusive THEN
    PERFORM pg_advisory_xact_lock(6014125520);
    due := greatest(
      round(extract(epoch FROM coalesce((SELECT e.at FROM supervisor_events e WHERE e.sequence = own_events_from()), timezone('utc', clock_timestamp()))) * 1000),
      pg_sequence_last_value('supervisor_events_at_seq'), 0);
    ignored := setval('supervisor_events_at_seq', due);
    last := coalesce(pg_sequence_last_value('supervisor_events_sequence_seq'), 0);
    IF total > 0 THEN
      ignored := setval('supervisor_events_sequence_seq', last + total);
    END IF;
    at := timestamp 'epoch' + due * interval '1 millisecond';
    RETURN;
  END IF;

  IF NOT pg_try_advisory_xact_lock_shared(6014125520) THEN
    PERFORM pg_advisory_xact_lock_shared(6014125520);
  END IF;
  ignored := pg_advisory_xact_lock_shared(4503599627370496000 + coalesce(pg_sequence_last_value('supervisor_events_sequence_seq'), 0));
  due := round(date_part('epoch', clock_timestamp()) * 1000);
  newest := coalesce(pg_sequence_last_value('supervisor_events_at_seq'), -1);
  IF due > newest THEN
    -- One transaction advances the time. Others use the earlier time meanwhile: a queue for this lock would be slower than the disk.
    BEGIN
      IF pg_try_advisory_xact_lock(6014125523) AND due > coalesce(pg_sequence_last_value('supervisor_events_at_seq'), -1) THEN
        ignored := setval('supervisor_events_at_seq', due);
      END IF;
      -- Only a rollback releases a lock before the transaction ends. It rolls back neither sequences nor variables.
      RAISE EXCEPTION SQLSTATE 'EV000';
    EXCEPTION WHEN SQLSTATE 'EV000' THEN
      NULL;
    END;
  END IF;
  -- sequences that were drawn while the time stood still, and while no other transaction drew one
  LOOP
    newest := pg_sequence_last_value('supervisor_events_at_seq');
    last := nextval('supervisor_events_sequence_seq') - 1;
    drawn := last + 1;
    FOR i IN 2..total LOOP
      drawn := nextval('supervisor_events_sequence_seq');
    END LOOP;
    EXIT WHEN drawn = last + total AND newest = pg_sequence_last_value('supervisor_events_at_seq');
  END LOOP;
  at := timestamp 'epoch' + newest * interval '1 millisecond';
END $$;

-- Writes all staged events of a transaction with one INSERT. Plans are fixed: rows of tables are found by an index, one by one, and
-- staged events are read in their order.
CREATE FUNCTION "write_event_set"("own" BIGINT) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
    INSERT INTO supervisor_events (sequence, type, at, actor, on_behalf_of, reason, supervisor_id, version, path, previous_path, before, after, caused_by)
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
        led_to_it)
    FROM (SELECT s.*, row_number() OVER (ORDER BY s.id) AS n FROM staged_events s WHERE s.transaction = own) e;
  ELSE
    INSERT INTO supervisor_events (sequence, type, at, actor, on_behalf_of, reason, supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, caused_by)
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
        led_to_it)
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

CREATE OR REPLACE FUNCTION "write_events"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
  opened record;
  ignored text;
BEGIN
  IF NEW.team_id IS NULL AND NEW.previous_path IS NULL AND own_events_from() IS NULL AND NOT is_continued()
    AND coalesce(current_setting('app.due_restarts', true), '') <> 'true' THEN
    -- nearly every transaction has one event
    DELETE FROM staged_events s
    WHERE s.transaction = NEW.transaction AND s.id = NEW.id AND NOT EXISTS (SELECT FROM staged_events o WHERE o.transaction = NEW.transaction AND o.id <> NEW.id);
    IF FOUND THEN
      opened := open_event_log(false, 1);
      INSERT INTO supervisor_events (sequence, type, at, actor, on_behalf_of, reason, supervisor_id, version, path, before, after, caused_by)
      OVERRIDING SYSTEM VALUE
      VALUES (opened.last + 1, NEW.type, opened.at, event_actor(), left(nullif(current_setting('app.on_behalf_of', true), ''), 255),
        coalesce(nullif(current_setting('app.reason', true), ''), CASE NEW.type WHEN 'SUPERVISOR_STATUS_CHANGED' THEN NEW.after ->> 'statusReason' END),
        NEW.supervisor_id, NEW.version, NEW.path, NEW.before, NEW.after, event_cause());
      ignored := set_config('hierarchy.feed_first', (opened.last + 1)::text, true);
      IF NEW.supervisor_id::text = current_setting('app.target', true) THEN
        ignored := set_config('hierarchy.feed_cause', (opened.last + 1)::text, true);
      END IF;
      RETURN NULL;
    END IF;
  END IF;
  ignored := write_event_set(NEW.transaction);
  RETURN NULL;
END $$;

ALTER TABLE "staged_events" DROP COLUMN "follows";

-- ── Plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A session keeps the plans of its triggers, which must be right for one row and for a hundred thousand. Rows of tables are found
-- by an index, one by one. The old and the new rows of a statement have no index, and are hashed. CREATE OR REPLACE removes these settings.

DO $$
DECLARE
  f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['write_event_set(bigint)', 'compute_paths(uuid[])', 'repair_paths(uuid[], uuid[])'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_bitmapscan = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_mergejoin = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = on', f);
    EXECUTE format('ALTER FUNCTION %s SET jit = off', f);
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', f);
  END LOOP;
  FOREACH f IN ARRAY ARRAY['supervisors_updated()', 'supervisor_teams_updated()', 'supervisor_team_members_updated()'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', f);
    EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = on', f); -- end_supervisors() turns it off
    EXECUTE format('ALTER FUNCTION %s SET enable_mergejoin = off', f);
    EXECUTE format('ALTER FUNCTION %s SET jit = off', f);
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', f);
  END LOOP;
  FOREACH f IN ARRAY ARRAY['write_events()', 'supervisors_before_insert()'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', f); -- staged_events has many dead rows
    EXECUTE format('ALTER FUNCTION %s SET jit = off', f);
  END LOOP;
END $$;

-- ── Times ────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The sequence from which on no event is before a moment; the largest bigint if there is none. Times never decrease along the sequence, so
-- a binary search finds it: an index of times would cost each event more than the search costs a list.
CREATE FUNCTION "first_event_not_before"("moment" TIMESTAMP) RETURNS bigint LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
  low bigint := (SELECT min(e.sequence) FROM supervisor_events e);
  newest bigint := (SELECT max(e.sequence) FROM supervisor_events e);
  high bigint := newest + 1;
  middle bigint;
  found_at timestamp;
BEGIN
  WHILE low < high LOOP
    middle := low + (high - low) / 2;
    SELECT e.sequence, e.at INTO middle, found_at FROM supervisor_events e WHERE e.sequence >= middle ORDER BY e.sequence LIMIT 1;
    IF found_at >= moment THEN
      high := low + (high - low) / 2;
    ELSE
      low := middle + 1;
    END IF;
  END LOOP;
  RETURN CASE WHEN low <= newest THEN low ELSE 9223372036854775807 END;
END $$;

DROP INDEX "supervisor_events_at_sequence_idx";
