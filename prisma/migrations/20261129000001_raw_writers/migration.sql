-- Rules for writers that bypass the API: names have one form, versions start at 1, and events are correct and survive a crash
-- (docs/explanation/invariants.md, docs/adr/0018, docs/adr/0020).

-- The search_path that the functions keep: only this schema, so that no temporary table can replace a table of this project.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Returns a name in Unicode's composed form (NFC), without surrounding white space. src/domain/names.ts does the same.
CREATE FUNCTION "normal_name"("name" TEXT) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF name ~ '^[!-~]([ -~]*[!-~])?$' THEN
    RETURN name; -- ASCII: nearly every name
  END IF;
  IF getdatabaseencoding() <> 'UTF8' THEN
    RETURN btrim(name); -- neither normalize() nor \u knows another encoding
  END IF;
  RETURN regexp_replace(normalize(name, NFC),
    '^[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+|[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$', '', 'g');
END $$;

-- Whether a name has an invisible character: control characters, zero-width characters, and joiners and variation selectors
-- after a character of a script that does not use them. Emoji, and scripts such as Persian, need the latter.
CREATE FUNCTION "has_invisible"("name" TEXT) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF name ~ '^[ -~]*$' THEN
    RETURN false;
  END IF;
  IF getdatabaseencoding() <> 'UTF8' THEN
    RETURN name ~ '[[:cntrl:]]';
  END IF;
  RETURN regexp_replace(name, '[#*0-9]\ufe0f\u20e3|[\u00a9\u00ae]\ufe0f', '', 'g')
    ~ ('[\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8'
      || '\U000E0000-\U000E001F\U000E0080-\U000E00FF\U000E01F0-\U000E0FFF]'
      || '|(^|[\u0020-\u058f])[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000E0020-\U000E007F\U000E0100-\U000E01EF]');
END $$;

CREATE FUNCTION "is_normal_name"("name" TEXT) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
  SELECT name = normal_name(name) AND NOT has_invisible(name)
$$;

-- Returns the form in which a new name is stored, so that the unique indexes compare names in one form. Existing names stay
-- unchanged until a writer changes them.
CREATE FUNCTION "accepted_name"("name" TEXT, "of_table" TEXT) RETURNS text LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  normal text := normal_name(name);
BEGIN
  IF has_invisible(normal) THEN
    RAISE EXCEPTION 'the name % has a control character or a zero-width character', quote_literal(normal)
      USING ERRCODE = 'check_violation', TABLE = of_table, CONSTRAINT = of_table || '_name_visible', HINT = 'Names that look the same must be the same: leave it out.';
  END IF;
  RETURN normal;
END $$;

-- ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Version 1 follows the highest integer. Otherwise, every later change of the row would be an error.
CREATE FUNCTION "next_version"("version" INTEGER) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE version WHEN 2147483647 THEN 1 ELSE version + 1 END
$$;

-- ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Whether JSON has more than 100 levels. (The API accepts 32. JavaScript cannot serialize JSON with about 4,000 levels.)
CREATE FUNCTION "is_deep"("json" JSONB) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT json @? '$.**{101}'
$$;

CREATE FUNCTION "refuse_deep_json"("of_table" TEXT) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'JSON in % would have more than 100 levels', of_table
    USING ERRCODE = 'check_violation', TABLE = of_table, CONSTRAINT = of_table || '_json_depth', HINT = 'The API could not return it.';
END $$;

-- JSON Merge Patch (RFC 7396). It is in the database, because JavaScript would round the numbers of other keys.
CREATE FUNCTION "merge_patch"("target" JSONB, "patch" JSONB) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
  merged jsonb := CASE jsonb_typeof(target) WHEN 'object' THEN target ELSE '{}' END;
  given record;
BEGIN
  IF jsonb_typeof(patch) <> 'object' THEN
    RETURN patch;
  END IF;
  FOR given IN SELECT e.key, e.value FROM jsonb_each(patch) e LOOP
    IF given.value = 'null' THEN
      merged := merged - given.key;
    ELSE
      merged := merged || jsonb_build_object(given.key, merge_patch(merged -> given.key, given.value));
    END IF;
  END LOOP;
  RETURN merged;
END $$;

-- ── Isolation ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "assert_read_committed"() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'the hierarchy can be changed under READ COMMITTED only, not under %', upper(current_setting('transaction_isolation'))
      USING ERRCODE = 'active_sql_transaction', HINT = 'A snapshot older than the lock lets two moves commit a cycle, and events tell an old path: use READ COMMITTED for this transaction.';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION "lock_hierarchy"("exclusive" BOOLEAN) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM assert_read_committed();
  IF exclusive THEN
    PERFORM pg_advisory_xact_lock(6014125519);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(6014125519);
  END IF;
END $$;

-- ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "supervisors_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  above uuid[] := '{}';
BEGIN
  IF NEW.parent_id IS NOT NULL THEN
    SELECT path INTO above FROM supervisors WHERE id = NEW.parent_id AND path <> '{}';
  END IF;
  NEW.path := CASE WHEN above IS NULL THEN '{}' ELSE above || NEW.id END;
  NEW.hierarchy_level := greatest(cardinality(NEW.path) - 1, 0);
  NEW.version := 1;
  NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  PERFORM refuse_deep_json(TG_TABLE_NAME) WHERE is_deep(NEW.config) OR is_deep(NEW.health_metrics);
  PERFORM assert_level(NEW.hierarchy_level);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION "supervisors_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  at timestamp(3) := timezone('utc', statement_timestamp());
  -- only supervisors_repair_paths writes paths: it says so, and it runs inside of a trigger
  repairing boolean := pg_trigger_depth() > 1 AND current_setting('hierarchy.repairing', true) = 'on';
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a supervisor never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_id_immutable';
  END IF;
  IF OLD.status = 'TERMINATED' AND NEW.status <> 'TERMINATED' THEN
    RAISE EXCEPTION 'supervisor % is TERMINATED, which is final: it cannot become %', OLD.id, NEW.status
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_terminated_final', HINT = 'Spawn another one: its name is free.';
  END IF;
  IF (NEW.parent_id, NEW.status) IS DISTINCT FROM (OLD.parent_id, OLD.status) THEN
    PERFORM lock_hierarchy(true); -- held already, but for an UPDATE within a WITH
  END IF;
  IF repairing AND OLD.path = '{}' THEN
    RETURN NEW; -- the second half of an insert or a move, which has its version already
  END IF;
  IF NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
    NEW.path := '{}';
  ELSIF NOT repairing THEN
    NEW.path := OLD.path;
    NEW.hierarchy_level := OLD.hierarchy_level;
  END IF;
  IF NEW.name <> OLD.name THEN
    -- before rows are compared: a name that differs by its form only is no change
    NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  END IF;
  IF NEW.config <> OLD.config THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME) WHERE is_deep(NEW.config);
  END IF;
  NEW.version := OLD.version;
  NEW.updated_at := OLD.updated_at;
  IF (NEW.name, NEW.description, NEW.status, NEW.config, NEW.parent_id, NEW.hierarchy_level, NEW.policy_version_id, NEW.created_at,
      NEW.path, NEW.status_reason, NEW.status_changed_at, NEW.incarnation, NEW.spawn_hash)
    IS DISTINCT FROM
     (OLD.name, OLD.description, OLD.status, OLD.config, OLD.parent_id, OLD.hierarchy_level, OLD.policy_version_id, OLD.created_at,
      OLD.path, OLD.status_reason, OLD.status_changed_at, OLD.incarnation, OLD.spawn_hash)
  THEN
    NEW.version := next_version(OLD.version);
    NEW.updated_at := at;
  END IF;
  IF NEW.status <> OLD.status AND NEW.status_changed_at = OLD.status_changed_at THEN
    NEW.status_changed_at := at;
  END IF;
  RETURN NEW;
END $$;

-- for heartbeats too, which supervisors_before_update does not see
CREATE FUNCTION "supervisors_json_depth"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_deep_json(TG_TABLE_NAME);
  RETURN NEW;
END $$;

CREATE TRIGGER "supervisors_json_depth" BEFORE UPDATE ON "supervisors"
  FOR EACH ROW WHEN (NEW.health_metrics <> OLD.health_metrics AND NEW.health_metrics @? '$.**{101}')
  EXECUTE FUNCTION "supervisors_json_depth"();

CREATE OR REPLACE FUNCTION "supervisors_repair_paths"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  cyclic uuid;
  longest integer;
  nested uuid[];
  computed text;
BEGIN
  IF (SELECT path FROM supervisors WHERE id = NEW.id) IS DISTINCT FROM '{}' THEN
    RETURN NULL;
  END IF;

  WITH RECURSIVE up (marked, above, seen, nested) AS (
    SELECT id, parent_id, ARRAY[id], false FROM supervisors WHERE path = '{}'
    UNION ALL
    SELECT up.marked, p.parent_id, up.seen || p.id, up.nested OR p.path = '{}'
    FROM up JOIN supervisors p ON p.id = up.above
    WHERE p.id <> ALL (up.seen) AND cardinality(up.seen) <= hierarchy_max_level() + 1
  )
  SELECT (array_agg(marked) FILTER (WHERE above = ANY (seen)))[1], max(cardinality(seen)), coalesce(array_agg(DISTINCT marked) FILTER (WHERE up.nested), '{}')
  INTO cyclic, longest, nested FROM up;

  IF cyclic IS NOT NULL THEN
    RAISE EXCEPTION 'supervisor % would be its own ancestor', cyclic
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_no_cycle', HINT = 'Choose a parent that is not below it.';
  END IF;
  PERFORM assert_level(longest - 1);

  PERFORM set_config('hierarchy.repairing', 'on', true);
  WITH RECURSIVE below (id, path, marked) AS (
    SELECT s.id, coalesce(p.path, '{}') || s.id, true
    FROM supervisors s LEFT JOIN supervisors p ON p.id = s.parent_id
    WHERE s.path = '{}' AND s.id <> ALL (nested)
    UNION ALL
    SELECT c.id, b.path || c.id, c.path = '{}' FROM below b JOIN supervisors c ON c.parent_id = b.id
    WHERE cardinality(b.path) <= hierarchy_max_level() + 1 -- one level too many is enough to refuse, and this ends whatever there is
  ), repaired AS (
    UPDATE supervisors s SET path = b.path, hierarchy_level = cardinality(b.path) - 1 FROM below b WHERE s.id = b.id
    RETURNING s.hierarchy_level, s.id, s.version, s.path, b.marked
  )
  SELECT max(hierarchy_level), coalesce(string_agg(format('%s/%s=%s;', id, version, path), '') FILTER (WHERE marked), '') INTO longest, computed FROM repaired;
  PERFORM set_config('hierarchy.repairing', 'off', true);
  -- for the events of these versions, which are written at the commit: the rows may have moved on by then
  PERFORM set_config('hierarchy.computed_paths', coalesce(current_setting('hierarchy.computed_paths', true), '') || computed, true);
  PERFORM assert_level(longest);
  RETURN NULL;
END $$;

CREATE FUNCTION "supervisor_teams_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.version := 1;
  NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  PERFORM refuse_deep_json(TG_TABLE_NAME) WHERE is_deep(NEW.config);
  RETURN NEW;
END $$;

CREATE TRIGGER "supervisor_teams_before_insert" BEFORE INSERT ON "supervisor_teams"
  FOR EACH ROW EXECUTE FUNCTION "supervisor_teams_before_insert"();

CREATE OR REPLACE FUNCTION "supervisor_teams_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a team never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisor_teams', CONSTRAINT = 'supervisor_teams_id_immutable';
  END IF;
  PERFORM assert_read_committed();
  IF NEW.name <> OLD.name THEN
    -- before rows are compared: a name that differs by its form only is no change
    NEW.name := accepted_name(NEW.name, TG_TABLE_NAME);
  END IF;
  IF NEW.config <> OLD.config THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME) WHERE is_deep(NEW.config);
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

CREATE FUNCTION "supervisor_team_members_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.version := 1;
  PERFORM refuse_deep_json(TG_TABLE_NAME) WHERE is_deep(NEW.metadata);
  RETURN NEW;
END $$;

CREATE TRIGGER "supervisor_team_members_before_insert" BEFORE INSERT ON "supervisor_team_members"
  FOR EACH ROW EXECUTE FUNCTION "supervisor_team_members_before_insert"();

CREATE OR REPLACE FUNCTION "supervisor_team_members_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a membership never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisor_team_members', CONSTRAINT = 'supervisor_team_members_id_immutable';
  END IF;
  PERFORM assert_read_committed();
  IF NEW.metadata <> OLD.metadata THEN
    PERFORM refuse_deep_json(TG_TABLE_NAME) WHERE is_deep(NEW.metadata);
  END IF;
  NEW.version := OLD.version;
  IF NEW IS DISTINCT FROM OLD THEN
    NEW.version := next_version(OLD.version);
  END IF;
  IF NEW.left_at IS NULL AND (OLD.left_at IS NOT NULL OR NEW.team_id <> OLD.team_id) THEN
    -- Taking back that a member left is rare, and leaving is not: only the former waits for the lock, here, after the
    -- row's own lock, and may meet 40P01.
    PERFORM lock_hierarchy(false);
    PERFORM refuse_membership_of_terminated(t.id, s.id)
    FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id
    WHERE t.id = NEW.team_id AND s.status = 'TERMINATED';
  END IF;
  RETURN NEW;
END $$;

-- ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "record_event"("type" TEXT, "supervisor_id" UUID, "team_id" UUID, "membership_id" UUID, "agent_id" UUID, "version" INTEGER,
  "path" UUID[], "previous_path" UUID[], "before" JSONB, "after" JSONB, "cause" BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  at timestamp(3);
  led_to_it text := current_setting('app.cause', true);
  drawn bigint;
BEGIN
  -- a transaction takes this lock last and holds it until its commit ends, so that events become visible in the order of their sequence
  PERFORM pg_advisory_xact_lock(6014125520);
  -- Who follows the log must not see what a crash takes back. (Heartbeats write no event: docs/adr/0012.)
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  -- one moment for a transaction, never earlier than the one before: clocks may be set back
  at := (SELECT e.at FROM supervisor_events e ORDER BY e.sequence DESC LIMIT 1);
  IF at IS NULL OR own_events_from() IS NULL THEN
    at := greatest(timezone('utc', clock_timestamp()), at);
  END IF;
  cause := coalesce(cause, nullif(current_setting('hierarchy.feed_cause', true), '')::bigint,
    -- a restart that was decided before, and waited for its turn
    (SELECT r.caused_by FROM supervisor_restarts r
     WHERE current_setting('app.due_restarts', true) = 'true' AND r.supervisor_id = record_event.supervisor_id AND r.incarnation = (before ->> 'incarnation')::integer),
    CASE WHEN led_to_it ~ '^\d{1,18}$' THEN led_to_it::bigint END);
  INSERT INTO supervisor_events (type, at, actor, reason, supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, caused_by)
  VALUES (type, at,
    -- as much as an index takes
    left(coalesce(nullif(current_setting('app.actor', true), ''), nullif(current_setting('role'), 'none'), session_user), 255),
    -- of many supervisors that change at once, each may have its own
    coalesce(nullif(current_setting('app.reason', true), ''), CASE type WHEN 'SUPERVISOR_STATUS_CHANGED' THEN after ->> 'statusReason' END),
    supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, cause)
  RETURNING sequence INTO drawn;
  IF own_events_from() IS NULL THEN
    PERFORM set_config('hierarchy.feed_first', drawn::text, true);
  END IF;
  IF current_setting('app.target', true) = coalesce(membership_id, team_id, supervisor_id)::text THEN
    PERFORM set_config('hierarchy.feed_cause', drawn::text, true);
  END IF;
END $$;

-- The path that a version of a supervisor got in this transaction; null if it had one from the beginning.
CREATE FUNCTION "path_of_version"("id" UUID, "version" INTEGER) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT substring(current_setting('hierarchy.computed_paths', true) FROM format('%s/%s=(\{[^}]*\});', id, version))::uuid[]
$$;

CREATE OR REPLACE FUNCTION "supervisors_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  was jsonb;
  is_now jsonb;
  unchanged text[];
  cause bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM record_event('SUPERVISOR_DELETED', OLD.id, NULL, NULL, NULL, next_version(OLD.version), OLD.path, NULL, supervisor_fields(OLD), NULL, NULL);
    RETURN NULL;
  END IF;
  IF NEW.path = '{}' THEN
    -- it was computed after this change
    SELECT CASE WHEN s.version = NEW.version THEN s.path ELSE coalesce(path_of_version(NEW.id, NEW.version), s.path) END INTO NEW.path
    FROM supervisors s WHERE s.id = NEW.id;
    IF NOT FOUND THEN
      NEW.path := coalesce(path_of_version(NEW.id, NEW.version), ARRAY[NEW.id]);
    ELSIF NEW.path = '{}' THEN
      -- under SET CONSTRAINTS … IMMEDIATE this comes ahead of supervisors_repair_paths
      WITH RECURSIVE up (id, above, steps) AS (
        SELECT s.id, s.parent_id, 0 FROM supervisors s WHERE s.id = NEW.id
        UNION ALL
        SELECT p.id, p.parent_id, up.steps + 1 FROM up JOIN supervisors p ON p.id = up.above
        WHERE up.steps < 100 -- cycles are yet to be refused
      )
      SELECT array_agg(up.id ORDER BY up.steps DESC) INTO NEW.path FROM up;
    END IF;
    NEW.hierarchy_level := cardinality(NEW.path) - 1;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM record_event('SUPERVISOR_SPAWNED', NEW.id, NULL, NULL, NULL, NEW.version, NEW.path, NULL, NULL, supervisor_fields(NEW), NULL);
    RETURN NULL;
  END IF;

  IF NEW.path <> OLD.path AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id AND lacks_target() THEN
    -- carried along: by the move of an ancestor, in this transaction
    SELECT e.sequence INTO cause FROM supervisor_events e
    WHERE e.supervisor_id = ANY (NEW.path) AND e.sequence >= own_events_from() AND e.after ? 'parentId'
    ORDER BY e.sequence DESC LIMIT 1;
  END IF;
  -- assigned first: within the call's arguments they take six times as long
  was := supervisor_fields(OLD);
  is_now := supervisor_fields(NEW);
  unchanged := array_remove(ARRAY[
    CASE WHEN NEW.name = OLD.name THEN 'name' END,
    CASE WHEN NEW.description IS NOT DISTINCT FROM OLD.description THEN 'description' END,
    CASE WHEN NEW.status = OLD.status THEN 'status' END,
    CASE WHEN NEW.status_reason IS NOT DISTINCT FROM OLD.status_reason THEN 'statusReason' END,
    CASE WHEN NEW.status_changed_at = OLD.status_changed_at THEN 'statusChangedAt' END,
    CASE WHEN NEW.config = OLD.config THEN 'config' END,
    CASE WHEN NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN 'parentId' END,
    CASE WHEN NEW.hierarchy_level = OLD.hierarchy_level THEN 'hierarchyLevel' END,
    CASE WHEN NEW.policy_version_id IS NOT DISTINCT FROM OLD.policy_version_id THEN 'policyVersionId' END,
    CASE WHEN NEW.incarnation = OLD.incarnation THEN 'incarnation' END,
    CASE WHEN NEW.created_at = OLD.created_at THEN 'createdAt' END], NULL);
  PERFORM record_event(
    CASE WHEN NEW.status <> OLD.status THEN 'SUPERVISOR_STATUS_CHANGED'
      WHEN NEW.path <> OLD.path OR NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN 'SUPERVISOR_MOVED'
      ELSE 'SUPERVISOR_UPDATED' END,
    NEW.id, NULL, NULL, NULL, NEW.version, NEW.path, nullif(OLD.path, NEW.path), was - unchanged, is_now - unchanged, cause);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_teams_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  was jsonb;
  is_now jsonb;
  unchanged text[];
  cause bigint;
BEGIN
  PERFORM assert_read_committed();
  -- before the path is read: whatever moves the supervisor has committed, or waits until this transaction has
  PERFORM pg_advisory_xact_lock(6014125520);
  IF TG_OP = 'DELETE' THEN
    IF lacks_target() THEN
      -- it went with its supervisor
      SELECT max(e.sequence) INTO cause FROM supervisor_events e
      WHERE e.supervisor_id = OLD.supervisor_id AND e.sequence >= own_events_from() AND e.type = 'SUPERVISOR_DELETED';
    END IF;
    PERFORM record_event('TEAM_DELETED', OLD.supervisor_id, OLD.id, NULL, NULL, next_version(OLD.version), path_of_supervisor(OLD.supervisor_id), NULL,
      team_fields(OLD), NULL, cause);
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM record_event('TEAM_CREATED', NEW.supervisor_id, NEW.id, NULL, NULL, NEW.version, path_of_supervisor(NEW.supervisor_id), NULL,
      NULL, team_fields(NEW), NULL);
  ELSE
    was := team_fields(OLD);
    is_now := team_fields(NEW);
    unchanged := array_remove(ARRAY[
      CASE WHEN NEW.supervisor_id = OLD.supervisor_id THEN 'supervisorId' END,
      CASE WHEN NEW.name = OLD.name THEN 'name' END,
      CASE WHEN NEW.description IS NOT DISTINCT FROM OLD.description THEN 'description' END,
      CASE WHEN NEW.objective IS NOT DISTINCT FROM OLD.objective THEN 'objective' END,
      CASE WHEN NEW.config = OLD.config THEN 'config' END,
      CASE WHEN NEW.created_at = OLD.created_at THEN 'createdAt' END], NULL);
    PERFORM record_event('TEAM_UPDATED', NEW.supervisor_id, NEW.id, NULL, NULL, NEW.version, path_of_supervisor(NEW.supervisor_id),
      CASE WHEN NEW.supervisor_id <> OLD.supervisor_id THEN path_of_supervisor(OLD.supervisor_id) END,
      was - unchanged, is_now - unchanged, NULL);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "supervisor_team_members_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  of_team record;
  was jsonb;
  is_now jsonb;
  unchanged text[];
  cause bigint;
BEGIN
  PERFORM assert_read_committed();
  -- before the path is read: whatever moves the supervisor has committed, or waits until this transaction has
  PERFORM pg_advisory_xact_lock(6014125520);
  SELECT t.supervisor_id, s.path INTO of_team FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id
  WHERE t.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.team_id ELSE NEW.team_id END;
  IF NOT FOUND THEN
    IF TG_OP = 'DELETE' AND OLD.left_at IS NOT NULL THEN
      RETURN NULL; -- history goes with its team, whose event says so
    END IF;
    SELECT e.supervisor_id, path_of_supervisor(e.supervisor_id) AS path, CASE WHEN e.type = 'TEAM_DELETED' AND lacks_target() THEN e.sequence END AS cause INTO of_team
    FROM supervisor_events e
    WHERE e.team_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.team_id ELSE NEW.team_id END ORDER BY e.sequence DESC LIMIT 1;
    IF NOT FOUND THEN
      -- the team is gone, and so are the events that knew of it
      SELECT '00000000-0000-0000-0000-000000000000'::uuid AS supervisor_id, '{}'::uuid[] AS path, NULL::bigint AS cause INTO of_team;
    END IF;
    cause := of_team.cause;
  END IF;

  IF TG_OP = 'DELETE' THEN
    PERFORM record_event('MEMBER_LEFT', of_team.supervisor_id, OLD.team_id, OLD.id, OLD.agent_id, next_version(OLD.version), of_team.path, NULL,
      membership_fields(OLD), NULL, cause);
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM record_event('MEMBER_JOINED', of_team.supervisor_id, NEW.team_id, NEW.id, NEW.agent_id, NEW.version, of_team.path, NULL,
      NULL, membership_fields(NEW), cause);
  ELSE
    IF cause IS NULL AND OLD.left_at IS NULL AND NEW.left_at IS NOT NULL AND lacks_target() THEN
      -- it ended with its supervisor
      SELECT e.sequence INTO cause FROM supervisor_events e
      WHERE e.supervisor_id = of_team.supervisor_id AND e.sequence >= own_events_from() AND e.after ->> 'status' = 'TERMINATED'
      ORDER BY e.sequence DESC LIMIT 1;
    END IF;
    was := membership_fields(OLD);
    is_now := membership_fields(NEW);
    unchanged := array_remove(ARRAY[
      CASE WHEN NEW.team_id = OLD.team_id THEN 'teamId' END,
      CASE WHEN NEW.agent_id = OLD.agent_id THEN 'agentId' END,
      CASE WHEN NEW.role = OLD.role THEN 'role' END,
      CASE WHEN NEW.metadata = OLD.metadata THEN 'metadata' END,
      CASE WHEN NEW.joined_at = OLD.joined_at THEN 'joinedAt' END,
      CASE WHEN NEW.left_at IS NOT DISTINCT FROM OLD.left_at THEN 'leftAt' END], NULL);
    PERFORM record_event(
      CASE WHEN OLD.left_at IS NULL AND NEW.left_at IS NOT NULL THEN 'MEMBER_LEFT'
        WHEN OLD.left_at IS NOT NULL AND NEW.left_at IS NULL THEN 'MEMBER_JOINED'
        ELSE 'MEMBER_UPDATED' END,
      of_team.supervisor_id, NEW.team_id, NEW.id, NEW.agent_id, NEW.version, of_team.path,
      CASE WHEN NEW.team_id <> OLD.team_id THEN
        coalesce((SELECT s.path FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id WHERE t.id = OLD.team_id),
          (SELECT path_of_supervisor(e.supervisor_id) FROM supervisor_events e WHERE e.team_id = OLD.team_id ORDER BY e.sequence DESC LIMIT 1)) END,
      was - unchanged, is_now - unchanged, cause);
  END IF;
  RETURN NULL;
END $$;

-- CREATE OR REPLACE has removed these settings
ALTER FUNCTION "supervisors_before_insert"() SET enable_seqscan = off;
ALTER FUNCTION "supervisors_before_insert"() SET jit = off;
ALTER FUNCTION "supervisors_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisors_record"() SET jit = off;
ALTER FUNCTION "supervisor_teams_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisor_teams_record"() SET jit = off;
ALTER FUNCTION "supervisor_team_members_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisor_team_members_record"() SET jit = off;

-- Values that the API cannot return are refused. NOT VALID: existing rows are not checked, and never change.
ALTER TABLE "supervisor_events"
  ADD CONSTRAINT "supervisor_events_type_check" CHECK ("type" IN (
    'SUPERVISOR_SPAWNED', 'SUPERVISOR_UPDATED', 'SUPERVISOR_MOVED', 'SUPERVISOR_STATUS_CHANGED', 'SUPERVISOR_DELETED', 'CHILD_FAILED',
    'FAILURE_ESCALATED', 'TEAM_CREATED', 'TEAM_UPDATED', 'TEAM_DELETED', 'MEMBER_JOINED', 'MEMBER_UPDATED', 'MEMBER_LEFT')) NOT VALID,
  ADD CONSTRAINT "supervisor_events_times_check" CHECK ("at" >= '0001-01-01' AND "at" < '10000-01-01') NOT VALID;

-- With times outside this range, each sweep would fail.
UPDATE "sweeper" SET "last_round_at" = NULL WHERE NOT ("last_round_at" >= '0001-01-01' AND "last_round_at" < '10000-01-01');
UPDATE "sweeper" SET "grace_from" = NULL WHERE NOT ("grace_from" >= '0001-01-01' AND "grace_from" < '10000-01-01');
ALTER TABLE "sweeper"
  ADD CONSTRAINT "sweeper_times_check" CHECK (
    least("last_round_at", "grace_from") >= '0001-01-01' AND greatest("last_round_at", "grace_from") < '10000-01-01');

-- ── Verification ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "verify_tree"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH RECURSIVE
  tree (id, path) AS (
    SELECT id, ARRAY[id] FROM supervisors WHERE parent_id IS NULL
    UNION ALL
    SELECT s.id, t.path || s.id FROM supervisors s JOIN tree t ON s.parent_id = t.id
  ),
  settings AS (SELECT count(*) AS n, min(max_level) AS max_level FROM hierarchy_settings)
  SELECT 'supervisors', s.id, 'one parent, no cycle', format('no way up to a root; its parent is %s', s.parent_id)
    FROM supervisors s LEFT JOIN tree t USING (id) WHERE t.id IS NULL
  UNION ALL
  SELECT 'supervisors', s.id, 'path is true', format('%s, and by parent_id %s', s.path, t.path)
    FROM supervisors s JOIN tree t USING (id) WHERE s.path IS DISTINCT FROM t.path
  UNION ALL
  SELECT 'supervisors', s.id, 'hierarchy_level is true', format('%s, and by path %s', s.hierarchy_level, cardinality(s.path) - 1)
    FROM supervisors s WHERE s.hierarchy_level <> cardinality(s.path) - 1
  UNION ALL
  SELECT 'supervisors', s.id, 'level within the maximum', format('%s, and the maximum is %s', s.hierarchy_level, max_level)
    FROM supervisors s, settings WHERE s.hierarchy_level > max_level
  UNION ALL
  SELECT 'supervisors', s.id, 'one live supervisor per name under a parent', format('%s times %L under %s', n, s.name, s.parent_id)
    FROM (SELECT *, count(*) OVER (PARTITION BY parent_id, name) AS n FROM supervisors WHERE status <> 'TERMINATED') s WHERE n > 1
  UNION ALL
  SELECT 'supervisors', s.id, 'no live supervisor below a TERMINATED one', format('%s below %s', s.status, p.id)
    FROM supervisors s JOIN supervisors p ON p.id = s.parent_id WHERE s.status <> 'TERMINATED' AND p.status = 'TERMINATED'
  UNION ALL
  SELECT 'supervisors', s.id, 'status is one of five', s.status
    FROM supervisors s WHERE s.status NOT IN ('SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED', 'TERMINATED')
  UNION ALL
  SELECT 'supervisors', s.id, 'id is below the upper bound', s.id::text
    FROM supervisors s WHERE s.id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  UNION ALL
  SELECT 'supervisors', s.id, 'name is not blank', format('%L', s.name) FROM supervisors s WHERE s.name !~ '\S'
  UNION ALL
  SELECT 'supervisors', s.id, 'JSON has at most 100 levels', NULL FROM supervisors s WHERE is_deep(s.config) OR is_deep(s.health_metrics)
  UNION ALL
  SELECT 'supervisors', s.id, 'name is in its normal form', format('%L', s.name) FROM supervisors s WHERE s.name ~ '\S' AND NOT is_normal_name(s.name)
  UNION ALL
  SELECT 'supervisors', s.id, 'config and health_metrics are objects', format('%s and %s', jsonb_typeof(s.config), jsonb_typeof(s.health_metrics))
    FROM supervisors s WHERE jsonb_typeof(s.config) <> 'object' OR jsonb_typeof(s.health_metrics) <> 'object'
  UNION ALL
  SELECT 'supervisor_teams', t.id, 'team belongs to a supervisor', format('no supervisor %s', t.supervisor_id)
    FROM supervisor_teams t LEFT JOIN supervisors s ON s.id = t.supervisor_id WHERE s.id IS NULL
  UNION ALL
  SELECT 'supervisor_teams', t.id, 'one team per name in a supervisor', format('%s times %L in %s', n, t.name, t.supervisor_id)
    FROM (SELECT *, count(*) OVER (PARTITION BY supervisor_id, name) AS n FROM supervisor_teams) t WHERE n > 1
  UNION ALL
  SELECT 'supervisor_teams', t.id, 'name is not blank', format('%L', t.name) FROM supervisor_teams t WHERE t.name !~ '\S'
  UNION ALL
  SELECT 'supervisor_teams', t.id, 'JSON has at most 100 levels', NULL FROM supervisor_teams t WHERE is_deep(t.config)
  UNION ALL
  SELECT 'supervisor_teams', t.id, 'name is in its normal form', format('%L', t.name) FROM supervisor_teams t WHERE t.name ~ '\S' AND NOT is_normal_name(t.name)
  UNION ALL
  SELECT 'supervisor_teams', t.id, 'config is an object', jsonb_typeof(t.config) FROM supervisor_teams t WHERE jsonb_typeof(t.config) <> 'object'
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'membership belongs to a team', format('no team %s', m.team_id)
    FROM supervisor_team_members m LEFT JOIN supervisor_teams t ON t.id = m.team_id WHERE t.id IS NULL
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'no active membership in a team of a TERMINATED supervisor', format('team %s of %s', t.id, s.id)
    FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id
    WHERE m.left_at IS NULL AND s.status = 'TERMINATED'
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'one active membership per team and agent', format('%s times %s in %s', n, m.agent_id, m.team_id)
    FROM (SELECT *, count(*) OVER (PARTITION BY team_id, agent_id) AS n FROM supervisor_team_members WHERE left_at IS NULL) m WHERE n > 1
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'role is not blank', format('%L', m.role) FROM supervisor_team_members m WHERE m.role !~ '\S'
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'left_at is not before joined_at', format('%s and %s', m.left_at, m.joined_at)
    FROM supervisor_team_members m WHERE m.left_at < m.joined_at
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'JSON has at most 100 levels', NULL FROM supervisor_team_members m WHERE is_deep(m.metadata)
  UNION ALL
  SELECT 'supervisor_team_members', m.id, 'metadata is an object', jsonb_typeof(m.metadata)
    FROM supervisor_team_members m WHERE jsonb_typeof(m.metadata) <> 'object'
  UNION ALL
  SELECT 'hierarchy_settings', NULL, 'there is one row of settings', format('%s rows', n) FROM settings WHERE n <> 1
$$;

CREATE OR REPLACE FUNCTION "verify_record"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH events AS (
    SELECT e.sequence, e.type, e.version, e.type IN ('SUPERVISOR_SPAWNED', 'TEAM_CREATED', 'MEMBER_JOINED') AND e.before IS NULL
        AND e.reason IS DISTINCT FROM 'there before the record began' AS is_first, coalesce(e.membership_id, e.team_id, e.supervisor_id) AS id,
      CASE WHEN e.membership_id IS NOT NULL THEN 'supervisor_team_members' WHEN e.team_id IS NOT NULL THEN 'supervisor_teams' ELSE 'supervisors' END AS kind
    FROM supervisor_events e WHERE e.type NOT IN ('CHILD_FAILED', 'FAILURE_ESCALATED')
  ), changes AS (
    SELECT e.*, lag(e.version) OVER history AS previous, lead(e.version) OVER history IS NULL AS latest
    FROM events e WINDOW history AS (PARTITION BY e.kind, e.id ORDER BY e.sequence)
  ), versions AS (
    SELECT 'supervisors' AS kind, id, version FROM supervisors
    UNION ALL SELECT 'supervisor_teams', id, version FROM supervisor_teams
    UNION ALL SELECT 'supervisor_team_members', id, version FROM supervisor_team_members
  )
  SELECT c.kind, c.id, 'every change is on the record', format('version %s follows %s', c.version, c.previous)
    FROM changes c WHERE c.version <> next_version(c.previous) AND c.type NOT IN ('SUPERVISOR_SPAWNED', 'TEAM_CREATED', 'MEMBER_JOINED')
  UNION ALL
  SELECT c.kind, c.id, 'a new row has version 1', format('version %s', c.version)
    FROM changes c WHERE c.is_first AND c.version <> 1
  UNION ALL
  SELECT c.kind, c.id, 'every change is on the record', format('version %s, and on the record %s', v.version, c.version)
    FROM changes c JOIN versions v USING (kind, id) WHERE c.latest AND v.version <> c.version
$$;

-- ── Existing names ───────────────────────────────────────────────────────────────────────────────────────────────────
-- Converts names to the form of new names. Each conversion is a change with its event. A name whose form is taken, or that has
-- an invisible character, stays unchanged: db:verify reports its row, and an operator renames it.

SELECT set_config('app.reason', 'names are stored in their normal form', true);
DO $$
DECLARE
  given record;
BEGIN
  FOR given IN
    SELECT 'supervisors' AS kind, s.id FROM supervisors s WHERE s.name <> normal_name(s.name) AND NOT has_invisible(normal_name(s.name))
    UNION ALL
    SELECT 'supervisor_teams', t.id FROM supervisor_teams t WHERE t.name <> normal_name(t.name) AND NOT has_invisible(normal_name(t.name))
  LOOP
    BEGIN
      EXECUTE format('UPDATE %I SET name = normal_name(name) WHERE id = $1', given.kind) USING given.id;
    EXCEPTION WHEN unique_violation OR check_violation OR string_data_right_truncation THEN
      NULL;
    END;
  END LOOP;
END $$;
