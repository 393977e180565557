-- Events are written one by one again, and each commit waits for the one before. Loses no data. Stop the servers first.

DROP TRIGGER "staged_events_write" ON "staged_events";
DROP TRIGGER "supervisors_inserted" ON "supervisors";
DROP TRIGGER "supervisors_updated" ON "supervisors";
DROP TRIGGER "A_supervisors_deleted" ON "supervisors";
DROP TRIGGER "supervisor_teams_inserted" ON "supervisor_teams";
DROP TRIGGER "supervisor_teams_updated" ON "supervisor_teams";
DROP TRIGGER "A_supervisor_teams_deleted" ON "supervisor_teams";
DROP TRIGGER "supervisor_team_members_inserted" ON "supervisor_team_members";
DROP TRIGGER "supervisor_team_members_updated" ON "supervisor_team_members";
DROP TRIGGER "supervisor_team_members_deleted" ON "supervisor_team_members";
DROP TRIGGER "supervisor_events_at_changed" ON "supervisor_events";
DROP FUNCTION "supervisor_team_members_deleted"();
DROP FUNCTION "supervisor_team_members_updated"();
DROP FUNCTION "supervisor_team_members_inserted"();
DROP FUNCTION "assert_live_supervisors"(UUID[]);
DROP FUNCTION "supervisor_teams_deleted"();
DROP FUNCTION "supervisor_teams_updated"();
DROP FUNCTION "supervisor_teams_inserted"();
DROP FUNCTION "supervisors_deleted"();
DROP FUNCTION "supervisors_updated"();
DROP FUNCTION "supervisors_inserted"();
DROP FUNCTION "assert_live_above"(UUID[]);
DROP FUNCTION "end_supervisors"(UUID[]);
DROP FUNCTION "repair_paths"(UUID[], UUID[]);
DROP FUNCTION "compute_paths"(UUID[]);
DROP FUNCTION "write_events"();
DROP FUNCTION "last_path_of_supervisor"(UUID, JSONB);
DROP FUNCTION "supervisor_of_deleted_team"(UUID, JSONB);
DROP FUNCTION "hold_event_log"();
DROP FUNCTION "open_event_log"(BOOLEAN, BIGINT);
DROP FUNCTION "supervisor_events_at_changed"();
DROP SEQUENCE "supervisor_events_at_seq";
DROP TABLE "staged_events";

CREATE INDEX "supervisor_events_team_id_sequence_idx" ON "supervisor_events" ("team_id", "sequence") WHERE "team_id" IS NOT NULL;

-- The search_path that the functions keep: only this schema, so that no temporary table can replace a table of this project.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

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
  INSERT INTO supervisor_events (type, at, actor, on_behalf_of, reason, supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, caused_by)
  VALUES (type, at,
    -- as much as an index takes
    left(coalesce(nullif(current_setting('app.actor', true), ''), nullif(current_setting('role'), 'none'), session_user), 255),
    left(nullif(current_setting('app.on_behalf_of', true), ''), 255),
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

CREATE FUNCTION "path_of_version"("id" UUID, "version" INTEGER) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT substring(current_setting('hierarchy.computed_paths', true) FROM format('%s/%s=(\{[^}]*\});', id, version))::uuid[]
$$;

CREATE FUNCTION "supervisors_repair_paths"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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

CREATE FUNCTION "supervisors_after_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_live_below_terminated(i.id, p.id)
  FROM inserted i JOIN supervisors p ON p.id = i.parent_id
  WHERE i.status <> 'TERMINATED' AND p.status = 'TERMINATED';
  RETURN NULL;
END $$;

CREATE FUNCTION "supervisors_after_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.status = 'TERMINATED' THEN
    PERFORM refuse_live_below_terminated(c.id, NEW.id) FROM supervisors c WHERE c.parent_id = NEW.id AND c.status <> 'TERMINATED' LIMIT 1;
    UPDATE supervisor_team_members m SET left_at = greatest(m.joined_at, timezone('utc', statement_timestamp()))
    FROM supervisor_teams t WHERE t.supervisor_id = NEW.id AND m.team_id = t.id AND m.left_at IS NULL;
  ELSE
    PERFORM refuse_live_below_terminated(NEW.id, p.id) FROM supervisors p WHERE p.id = NEW.parent_id AND p.status = 'TERMINATED';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "supervisors_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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

CREATE FUNCTION "supervisor_teams_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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

CREATE FUNCTION "supervisor_team_members_after_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_membership_of_terminated(t.id, s.id)
  FROM (SELECT DISTINCT team_id FROM inserted WHERE left_at IS NULL) i
  JOIN supervisor_teams t ON t.id = i.team_id
  JOIN supervisors s ON s.id = t.supervisor_id AND s.status = 'TERMINATED';
  RETURN NULL;
END $$;

CREATE FUNCTION "supervisor_team_members_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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

CREATE TRIGGER "supervisors_repair_paths" AFTER INSERT OR UPDATE OF "parent_id" ON "supervisors"
  FOR EACH ROW WHEN (NEW.path = '{}') EXECUTE FUNCTION "supervisors_repair_paths"();
CREATE TRIGGER "supervisors_after_insert" AFTER INSERT ON "supervisors"
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION "supervisors_after_insert"();
CREATE TRIGGER "supervisors_after_update" AFTER UPDATE ON "supervisors"
  FOR EACH ROW WHEN ((NEW.status, NEW.parent_id) IS DISTINCT FROM (OLD.status, OLD.parent_id))
  EXECUTE FUNCTION "supervisors_after_update"();
CREATE CONSTRAINT TRIGGER "supervisors_record" AFTER INSERT OR DELETE ON "supervisors"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "supervisors_record"();
CREATE CONSTRAINT TRIGGER "supervisors_record_update" AFTER UPDATE ON "supervisors"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION "supervisors_record"();
CREATE CONSTRAINT TRIGGER "supervisor_teams_record" AFTER INSERT OR DELETE ON "supervisor_teams"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "supervisor_teams_record"();
CREATE CONSTRAINT TRIGGER "supervisor_teams_record_update" AFTER UPDATE ON "supervisor_teams"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION "supervisor_teams_record"();
CREATE TRIGGER "supervisor_team_members_after_insert" AFTER INSERT ON "supervisor_team_members"
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION "supervisor_team_members_after_insert"();
CREATE CONSTRAINT TRIGGER "supervisor_team_members_record" AFTER INSERT OR DELETE ON "supervisor_team_members"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "supervisor_team_members_record"();
CREATE CONSTRAINT TRIGGER "supervisor_team_members_record_update" AFTER UPDATE ON "supervisor_team_members"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION "supervisor_team_members_record"();

ALTER FUNCTION "supervisors_after_update"() SET plan_cache_mode = force_custom_plan;
ALTER FUNCTION "supervisors_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisors_record"() SET jit = off;
ALTER FUNCTION "supervisor_teams_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisor_teams_record"() SET jit = off;
ALTER FUNCTION "supervisor_team_members_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisor_team_members_record"() SET jit = off;
