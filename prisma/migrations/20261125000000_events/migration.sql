-- The record of every change: one row of supervisor_events for each, written by triggers when the transaction commits
-- (docs/events.md).

CREATE TABLE "supervisor_events" (
    -- drawn under the feed's lock, and so in the order of commits; a gap is never filled later
    "sequence" BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    "type" VARCHAR(50) NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "supervisor_id" UUID NOT NULL,
    "team_id" UUID,
    "membership_id" UUID,
    "agent_id" UUID,
    "version" INTEGER NOT NULL,
    "path" UUID[] NOT NULL,
    "previous_path" UUID[],
    "before" JSONB,
    "after" JSONB,
    "caused_by" BIGINT,

    CONSTRAINT "supervisor_events_pkey" PRIMARY KEY ("sequence")
);

CREATE INDEX "supervisor_events_supervisor_id_sequence_idx" ON "supervisor_events" ("supervisor_id", "sequence");
CREATE INDEX "supervisor_events_team_id_sequence_idx" ON "supervisor_events" ("team_id", "sequence") WHERE "team_id" IS NOT NULL;
CREATE INDEX "supervisor_events_actor_sequence_idx" ON "supervisor_events" ("actor", "sequence");
CREATE INDEX "supervisor_events_type_sequence_idx" ON "supervisor_events" ("type", "sequence");
CREATE INDEX "supervisor_events_at_sequence_idx" ON "supervisor_events" ("at", "sequence");
-- what happened within a subtree, in which a supervisor was before or after it; small flushes, since a writer waits for each
CREATE INDEX "supervisor_events_within_idx" ON "supervisor_events" USING gin (("path" || "previous_path")) WITH (gin_pending_list_limit = 256);

-- What the functions keep as their search_path: this schema only, so that no temporary table stands in for one of ours.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- ── Rows as the API words them ───────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "rfc3339"("at" TIMESTAMP) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE FUNCTION "supervisor_fields"("s" "supervisors") RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT jsonb_build_object('name', s.name, 'description', s.description, 'status', s.status, 'statusReason', s.status_reason,
    'statusChangedAt', rfc3339(s.status_changed_at), 'config', s.config, 'parentId', s.parent_id, 'hierarchyLevel', s.hierarchy_level,
    'policyVersionId', s.policy_version_id, 'incarnation', s.incarnation, 'createdAt', rfc3339(s.created_at))
$$;

CREATE FUNCTION "team_fields"("t" "supervisor_teams") RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT jsonb_build_object('supervisorId', t.supervisor_id, 'name', t.name, 'description', t.description, 'objective', t.objective,
    'config', t.config, 'createdAt', rfc3339(t.created_at))
$$;

CREATE FUNCTION "membership_fields"("m" "supervisor_team_members") RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT jsonb_build_object('teamId', m.team_id, 'agentId', m.agent_id, 'role', m.role, 'metadata', m.metadata,
    'joinedAt', rfc3339(m.joined_at), 'leftAt', rfc3339(m.left_at))
$$;

-- ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The sequence from which on events are this transaction's; null before its first. Nobody else draws meanwhile.
CREATE FUNCTION "own_events_from"() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('hierarchy.feed_first', true), '')::bigint
$$;

-- Who, why and what led to it come from the transaction's settings app.actor, app.reason and app.cause (the sequence of
-- an event). app.target is the id of the row that the transaction is about: its event is the cause of those after it.
-- Runs as the owner of the log: who may write the tables need not be able to write their record.
CREATE FUNCTION "record_event"("type" TEXT, "supervisor_id" UUID, "team_id" UUID, "membership_id" UUID, "agent_id" UUID, "version" INTEGER,
  "path" UUID[], "previous_path" UUID[], "before" JSONB, "after" JSONB, "cause" BIGINT)
RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  at timestamp(3);
  led_to_it text := current_setting('app.cause', true);
  drawn bigint;
BEGIN
  -- the last lock that a transaction takes, and held until its commit is done: whoever draws next is seen next
  PERFORM pg_advisory_xact_lock(6014125520);
  -- one moment for a transaction, never earlier than the one before: clocks may be set back
  at := (SELECT e.at FROM supervisor_events e ORDER BY e.sequence DESC LIMIT 1);
  IF at IS NULL OR own_events_from() IS NULL THEN
    at := greatest(timezone('utc', clock_timestamp()), at);
  END IF;
  cause := coalesce(cause, nullif(current_setting('hierarchy.feed_cause', true), '')::bigint,
    CASE WHEN led_to_it ~ '^\d{1,18}$' THEN led_to_it::bigint END);
  INSERT INTO supervisor_events (type, at, actor, reason, supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, caused_by)
  VALUES (type, at,
    -- as much as an index takes
    left(coalesce(nullif(current_setting('app.actor', true), ''), nullif(current_setting('role'), 'none'), session_user), 255),
    nullif(current_setting('app.reason', true), ''),
    supervisor_id, team_id, membership_id, agent_id, version, path, previous_path, before, after, cause)
  RETURNING sequence INTO drawn;
  IF own_events_from() IS NULL THEN
    PERFORM set_config('hierarchy.feed_first', drawn::text, true);
  END IF;
  IF current_setting('app.target', true) = coalesce(membership_id, team_id, supervisor_id)::text THEN
    PERFORM set_config('hierarchy.feed_cause', drawn::text, true);
  END IF;
END $$;

-- Whether what led to an event has to be looked for: where a transaction says what it is about, it is known.
CREATE FUNCTION "lacks_target"() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('app.target', true), '') = ''
$$;

-- A supervisor's path, also where it is gone by now: its last event has it.
CREATE FUNCTION "path_of_supervisor"("id" UUID) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT s.path FROM supervisors s WHERE s.id = path_of_supervisor.id),
    (SELECT e.path FROM supervisor_events e WHERE e.supervisor_id = path_of_supervisor.id ORDER BY e.sequence DESC LIMIT 1),
    ARRAY[path_of_supervisor.id])
$$;

-- The triggers' functions run as the owner of the log: who may write the tables need not be able to write their record.
CREATE FUNCTION "supervisors_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  was jsonb;
  is_now jsonb;
  unchanged text[];
  cause bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM record_event('SUPERVISOR_DELETED', OLD.id, NULL, NULL, NULL, OLD.version + 1, OLD.path, NULL, supervisor_fields(OLD), NULL, NULL);
    RETURN NULL;
  END IF;
  IF NEW.path = '{}' THEN
    -- it was computed after this change: what the transaction leaves is what others ever see
    SELECT s.path INTO NEW.path FROM supervisors s WHERE s.id = NEW.id;
    IF NOT FOUND THEN
      NEW.path := ARRAY[NEW.id];
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
  IF TG_OP = 'DELETE' THEN
    IF lacks_target() THEN
      -- it went with its supervisor
      SELECT max(e.sequence) INTO cause FROM supervisor_events e
      WHERE e.supervisor_id = OLD.supervisor_id AND e.sequence >= own_events_from() AND e.type = 'SUPERVISOR_DELETED';
    END IF;
    PERFORM record_event('TEAM_DELETED', OLD.supervisor_id, OLD.id, NULL, NULL, OLD.version + 1, path_of_supervisor(OLD.supervisor_id), NULL,
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

CREATE FUNCTION "supervisor_team_members_record"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  of_team record;
  was jsonb;
  is_now jsonb;
  unchanged text[];
  cause bigint;
BEGIN
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
    PERFORM record_event('MEMBER_LEFT', of_team.supervisor_id, OLD.team_id, OLD.id, OLD.agent_id, OLD.version + 1, of_team.path, NULL,
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

-- Deferred to the commit, since whoever waits for the feed's lock must have all its other locks already. A version is
-- raised by every change but a heartbeat's, and by nothing else.
CREATE CONSTRAINT TRIGGER "supervisors_record" AFTER INSERT OR DELETE ON "supervisors"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "supervisors_record"();
CREATE CONSTRAINT TRIGGER "supervisors_record_update" AFTER UPDATE ON "supervisors"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION "supervisors_record"();
CREATE CONSTRAINT TRIGGER "supervisor_teams_record" AFTER INSERT OR DELETE ON "supervisor_teams"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "supervisor_teams_record"();
CREATE CONSTRAINT TRIGGER "supervisor_teams_record_update" AFTER UPDATE ON "supervisor_teams"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION "supervisor_teams_record"();
CREATE CONSTRAINT TRIGGER "supervisor_team_members_record" AFTER INSERT OR DELETE ON "supervisor_team_members"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "supervisor_team_members_record"();
CREATE CONSTRAINT TRIGGER "supervisor_team_members_record_update" AFTER UPDATE ON "supervisor_team_members"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION "supervisor_team_members_record"();

-- A session keeps the plans of its triggers. One that was made while the tables were small may read the whole of them for
-- each row, until the next ANALYZE: a cascade over 10,000 supervisors took minutes. What is found by its primary key is
-- looked up by it; what can be found by several indexes is planned each time, for some 30 microseconds.
ALTER FUNCTION "supervisors_before_insert"() SET enable_seqscan = off;
ALTER FUNCTION "supervisors_after_update"() SET plan_cache_mode = force_custom_plan;
ALTER FUNCTION "supervisors_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisor_teams_record"() SET enable_seqscan = off;
ALTER FUNCTION "supervisor_team_members_record"() SET enable_seqscan = off;
-- What cannot do without a scan then seems so costly that it would be compiled first, for some 50 ms.
ALTER FUNCTION "supervisors_before_insert"() SET jit = off;
ALTER FUNCTION "supervisors_record"() SET jit = off;
ALTER FUNCTION "supervisor_teams_record"() SET jit = off;
ALTER FUNCTION "supervisor_team_members_record"() SET jit = off;

-- ── What was there before the record began ───────────────────────────────────────────────────────────────────────────
-- Replayed from nothing, the record gives the whole hierarchy.

INSERT INTO supervisor_events (type, at, actor, reason, supervisor_id, version, path, after)
SELECT 'SUPERVISOR_SPAWNED', timezone('utc', now()), session_user, 'there before the record began', s.id, s.version, s.path, supervisor_fields(s)
FROM supervisors s ORDER BY s.path;

INSERT INTO supervisor_events (type, at, actor, reason, supervisor_id, team_id, version, path, after)
SELECT 'TEAM_CREATED', timezone('utc', now()), session_user, 'there before the record began', s.id, t.id, t.version, s.path, team_fields(t)
FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id ORDER BY s.path, t.created_at, t.id;

INSERT INTO supervisor_events (type, at, actor, reason, supervisor_id, team_id, membership_id, agent_id, version, path, after)
SELECT 'MEMBER_JOINED', timezone('utc', now()), session_user, 'there before the record began', s.id, t.id, m.id, m.agent_id, m.version, s.path,
  membership_fields(m)
FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id
ORDER BY s.path, m.joined_at, m.id;

-- ── Verification ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Every row whose record has a gap: as far as events are still kept, each version has one, and the last is the row's.
CREATE FUNCTION "verify_record"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH events AS (
    SELECT e.sequence, e.type, e.version, coalesce(e.membership_id, e.team_id, e.supervisor_id) AS id,
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
    FROM changes c WHERE c.version <> c.previous + 1 AND c.type NOT IN ('SUPERVISOR_SPAWNED', 'TEAM_CREATED', 'MEMBER_JOINED')
  UNION ALL
  SELECT c.kind, c.id, 'every change is on the record', format('version %s, and on the record %s', v.version, c.version)
    FROM changes c JOIN versions v USING (kind, id) WHERE c.latest AND v.version <> c.version
$$;

ALTER FUNCTION "verify_hierarchy"() RENAME TO "verify_tree";
CREATE FUNCTION "verify_hierarchy"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT * FROM verify_tree() UNION ALL SELECT * FROM verify_record()
$$;
