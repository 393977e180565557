-- The supervisor hierarchy: tables, and the invariants that hold for any writer (docs/invariants.md).

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE "hierarchy_settings" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "max_level" INTEGER NOT NULL DEFAULT 10,

    CONSTRAINT "hierarchy_settings_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hierarchy_settings_single_row" CHECK ("id"),
    -- 101 ids of 16 bytes are what a b-tree entry of "path" holds with room to spare
    CONSTRAINT "hierarchy_settings_max_level_check" CHECK ("max_level" BETWEEN 0 AND 100)
);
INSERT INTO "hierarchy_settings" DEFAULT VALUES;

CREATE TABLE "supervisors" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" VARCHAR(255) NOT NULL,
    "description" TEXT,
    "status" VARCHAR(50) NOT NULL DEFAULT 'SPAWNING',
    "config" JSONB NOT NULL DEFAULT '{}',
    "parent_id" UUID,
    "hierarchy_level" INTEGER NOT NULL DEFAULT 0,
    "policy_version_id" UUID,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "last_heartbeat" TIMESTAMP(3),
    "health_metrics" JSONB NOT NULL DEFAULT '{}',
    "path" UUID[] NOT NULL DEFAULT '{}'::uuid[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "status_reason" TEXT,
    "status_changed_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "heartbeat_sequence" BIGINT,
    "incarnation" INTEGER NOT NULL DEFAULT 1,
    "spawn_hash" BYTEA,

    CONSTRAINT "supervisors_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "supervisors_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "supervisors" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    -- the upper bound of every range of "path"
    CONSTRAINT "supervisors_id_check" CHECK ("id" <> 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid),
    CONSTRAINT "supervisors_name_check" CHECK ("name" ~ '\S'),
    CONSTRAINT "supervisors_status_check" CHECK ("status" IN ('SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED', 'TERMINATED')),
    -- what RFC 3339, JavaScript and Python can all say
    CONSTRAINT "supervisors_times_check" CHECK (
      least("created_at", "updated_at", "status_changed_at", "last_heartbeat") >= '0001-01-01'
      AND greatest("created_at", "updated_at", "status_changed_at", "last_heartbeat") < '10000-01-01'),
    CONSTRAINT "supervisors_config_check" CHECK (jsonb_typeof("config") = 'object'),
    CONSTRAINT "supervisors_health_metrics_check" CHECK (jsonb_typeof("health_metrics") = 'object')
)
-- room on each page for heartbeats, which touch no indexed column and so stay HOT updates
WITH (fillfactor = 80);

CREATE TABLE "supervisor_teams" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "supervisor_id" UUID NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "description" TEXT,
    "objective" TEXT,
    "config" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "version" INTEGER NOT NULL DEFAULT 1,
    "spawn_hash" BYTEA,

    CONSTRAINT "supervisor_teams_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "supervisor_teams_supervisor_id_fkey" FOREIGN KEY ("supervisor_id") REFERENCES "supervisors" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "supervisor_teams_name_check" CHECK ("name" ~ '\S'),
    CONSTRAINT "supervisor_teams_times_check" CHECK (
      least("created_at", "updated_at") >= '0001-01-01' AND greatest("created_at", "updated_at") < '10000-01-01'),
    CONSTRAINT "supervisor_teams_config_check" CHECK (jsonb_typeof("config") = 'object')
);

CREATE TABLE "supervisor_team_members" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "team_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "role" VARCHAR(100) NOT NULL DEFAULT 'MEMBER',
    "joined_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "left_at" TIMESTAMP(3),
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "supervisor_team_members_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "supervisor_team_members_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "supervisor_teams" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "supervisor_team_members_role_check" CHECK ("role" ~ '\S'),
    CONSTRAINT "supervisor_team_members_left_at_check" CHECK ("left_at" >= "joined_at"),
    CONSTRAINT "supervisor_team_members_times_check" CHECK (
      least("joined_at", "left_at") >= '0001-01-01' AND greatest("joined_at", "left_at") < '10000-01-01'),
    CONSTRAINT "supervisor_team_members_metadata_check" CHECK (jsonb_typeof("metadata") = 'object')
);

-- ── Uniqueness ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- one live supervisor per name under a parent, roots included; a terminated one frees its name
CREATE UNIQUE INDEX "supervisors_live_name_key" ON "supervisors" ("parent_id", "name") NULLS NOT DISTINCT WHERE "status" <> 'TERMINATED';
CREATE UNIQUE INDEX "supervisor_teams_supervisor_id_name_key" ON "supervisor_teams" ("supervisor_id", "name");
-- one active membership per team and agent; leaving and joining again makes another row
CREATE UNIQUE INDEX "supervisor_team_members_active_key" ON "supervisor_team_members" ("team_id", "agent_id") WHERE "left_at" IS NULL;

-- ── The lists that the API pages ─────────────────────────────────────────────────────────────────────────────────────
-- Short-lived supervisors pile up as TERMINATED rows: the lists of live ones have indexes without them.

CREATE INDEX "supervisors_path_idx" ON "supervisors" ("path");
CREATE INDEX "supervisors_name_trgm_idx" ON "supervisors" USING gin ("name" gin_trgm_ops);
CREATE INDEX "supervisors_parent_id_created_at_id_idx" ON "supervisors" ("parent_id", "created_at", "id");
CREATE INDEX "supervisors_created_at_id_idx" ON "supervisors" ("created_at", "id");
CREATE INDEX "supervisors_status_created_at_id_idx" ON "supervisors" ("status", "created_at", "id");
CREATE INDEX "supervisors_live_parent_created_at_idx" ON "supervisors" ("parent_id", "created_at", "id") WHERE "status" <> 'TERMINATED';
CREATE INDEX "supervisors_live_parent_updated_at_idx" ON "supervisors" ("parent_id", "updated_at", "id") WHERE "status" <> 'TERMINATED';
CREATE INDEX "supervisors_live_created_at_idx" ON "supervisors" ("created_at", "id") WHERE "status" <> 'TERMINATED';
CREATE INDEX "supervisors_live_updated_at_idx" ON "supervisors" ("updated_at", "id") WHERE "status" <> 'TERMINATED';
CREATE INDEX "supervisors_live_name_idx" ON "supervisors" ("name", "id") WHERE "status" <> 'TERMINATED';
CREATE INDEX "supervisor_teams_supervisor_id_created_at_id_idx" ON "supervisor_teams" ("supervisor_id", "created_at", "id");
CREATE INDEX "supervisor_team_members_team_id_joined_at_id_idx" ON "supervisor_team_members" ("team_id", "joined_at", "id");
CREATE INDEX "supervisor_team_members_active_team_idx" ON "supervisor_team_members" ("team_id", "joined_at", "id") WHERE "left_at" IS NULL;
CREATE INDEX "supervisor_team_members_agent_id_joined_at_id_idx" ON "supervisor_team_members" ("agent_id", "joined_at", "id");
CREATE INDEX "supervisor_team_members_active_agent_idx" ON "supervisor_team_members" ("agent_id", "joined_at", "id") WHERE "left_at" IS NULL;

-- ── The lock of the hierarchy ────────────────────────────────────────────────────────────────────────────────────────

-- What the functions keep as their search_path: this schema only, so that no temporary table stands in for one of ours.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Shared for whatever adds below a supervisor, exclusive for whatever changes a subtree; held to the transaction's end.
-- A check under the lock is only worth something if its snapshot is younger than the lock: hence READ COMMITTED.
CREATE FUNCTION "lock_hierarchy"("exclusive" BOOLEAN) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'the hierarchy can be changed under READ COMMITTED only, not under %', upper(current_setting('transaction_isolation'))
      USING ERRCODE = 'active_sql_transaction', HINT = 'A snapshot older than the lock lets two moves commit a cycle: use READ COMMITTED for this transaction.';
  END IF;
  IF exclusive THEN
    PERFORM pg_advisory_xact_lock(6014125519);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(6014125519);
  END IF;
END $$;

-- Statement triggers, since a row trigger would take the lock after a row lock, and deadlock with those who do it the
-- other way round. (They fire once per table and operation of a query, by the columns of its last UPDATE only: where a
-- WITH has several, the row triggers take the lock, late.)
CREATE FUNCTION "take_hierarchy_lock"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM lock_hierarchy(TG_ARGV[0] = 'exclusive');
  RETURN NULL;
END $$;

CREATE TRIGGER "supervisors_lock_insert" BEFORE INSERT ON "supervisors"
  FOR EACH STATEMENT EXECUTE FUNCTION "take_hierarchy_lock"('shared');
CREATE TRIGGER "supervisors_lock_update" BEFORE UPDATE OF "parent_id", "status" ON "supervisors"
  FOR EACH STATEMENT EXECUTE FUNCTION "take_hierarchy_lock"('exclusive');
CREATE TRIGGER "supervisor_teams_lock_insert" BEFORE INSERT ON "supervisor_teams"
  FOR EACH STATEMENT EXECUTE FUNCTION "take_hierarchy_lock"('shared');
CREATE TRIGGER "supervisor_teams_lock_update" BEFORE UPDATE OF "supervisor_id" ON "supervisor_teams"
  FOR EACH STATEMENT EXECUTE FUNCTION "take_hierarchy_lock"('exclusive');
CREATE TRIGGER "supervisor_team_members_lock" BEFORE INSERT OR UPDATE OF "team_id" ON "supervisor_team_members"
  FOR EACH STATEMENT EXECUTE FUNCTION "take_hierarchy_lock"('shared');
CREATE TRIGGER "hierarchy_settings_lock" BEFORE INSERT OR UPDATE ON "hierarchy_settings"
  FOR EACH STATEMENT EXECUTE FUNCTION "take_hierarchy_lock"('exclusive');

-- ── Settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "hierarchy_max_level"() RETURNS integer LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
  RETURN (SELECT max_level FROM hierarchy_settings);
END $$;

CREATE FUNCTION "assert_level"("level" INTEGER) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF level > hierarchy_max_level() THEN
    RAISE EXCEPTION 'level % is beyond the maximum, %', level, hierarchy_max_level()
      USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_max_level', DETAIL = level::text,
        HINT = 'Put it higher up in the tree, or raise hierarchy_settings.max_level.';
  END IF;
END $$;

CREATE FUNCTION "hierarchy_settings_guard"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  deepest integer;
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'the one row of hierarchy_settings stays: the triggers read it'
      USING ERRCODE = 'restrict_violation', TABLE = 'hierarchy_settings', CONSTRAINT = 'hierarchy_settings_single_row';
  END IF;
  deepest := (SELECT max(hierarchy_level) FROM supervisors);
  IF deepest > (SELECT max_level FROM hierarchy_settings) THEN
    RAISE EXCEPTION 'max_level cannot be lower than the deepest supervisor''s level, %', deepest
      USING ERRCODE = 'check_violation', TABLE = 'hierarchy_settings', CONSTRAINT = 'hierarchy_settings_deeper_rows', DETAIL = deepest::text;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "hierarchy_settings_deeper_rows" AFTER UPDATE ON "hierarchy_settings"
  FOR EACH STATEMENT EXECUTE FUNCTION "hierarchy_settings_guard"();
CREATE TRIGGER "hierarchy_settings_single_row" BEFORE DELETE OR TRUNCATE ON "hierarchy_settings"
  FOR EACH STATEMENT EXECUTE FUNCTION "hierarchy_settings_guard"();

-- ── Supervisors: one row ─────────────────────────────────────────────────────────────────────────────────────────────

-- The path follows from the parent's. '{}' marks a row whose path is not known yet (the parent comes later in the same
-- statement, or the row has just moved): supervisors_repair_paths computes it before the statement ends.
CREATE FUNCTION "supervisors_before_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  above uuid[] := '{}';
BEGIN
  IF NEW.parent_id IS NOT NULL THEN
    SELECT path INTO above FROM supervisors WHERE id = NEW.parent_id AND path <> '{}';
  END IF;
  NEW.path := CASE WHEN above IS NULL THEN '{}' ELSE above || NEW.id END;
  NEW.hierarchy_level := greatest(cardinality(NEW.path) - 1, 0);
  NEW.version := 1;
  PERFORM assert_level(NEW.hierarchy_level);
  RETURN NEW;
END $$;

CREATE TRIGGER "supervisors_before_insert" BEFORE INSERT ON "supervisors"
  FOR EACH ROW EXECUTE FUNCTION "supervisors_before_insert"();

CREATE FUNCTION "supervisors_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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
  NEW.version := OLD.version;
  NEW.updated_at := OLD.updated_at;
  IF (NEW.name, NEW.description, NEW.status, NEW.config, NEW.parent_id, NEW.hierarchy_level, NEW.policy_version_id, NEW.created_at,
      NEW.path, NEW.status_reason, NEW.status_changed_at, NEW.incarnation, NEW.spawn_hash)
    IS DISTINCT FROM
     (OLD.name, OLD.description, OLD.status, OLD.config, OLD.parent_id, OLD.hierarchy_level, OLD.policy_version_id, OLD.created_at,
      OLD.path, OLD.status_reason, OLD.status_changed_at, OLD.incarnation, OLD.spawn_hash)
  THEN
    NEW.version := OLD.version + 1;
    NEW.updated_at := at;
  END IF;
  IF NEW.status <> OLD.status AND NEW.status_changed_at = OLD.status_changed_at THEN
    NEW.status_changed_at := at;
  END IF;
  RETURN NEW;
END $$;

-- not for a heartbeat, which changes none of these
CREATE TRIGGER "supervisors_before_update" BEFORE UPDATE ON "supervisors"
  FOR EACH ROW
  WHEN ((NEW.id, NEW.name, NEW.description, NEW.status, NEW.config, NEW.parent_id, NEW.hierarchy_level, NEW.policy_version_id, NEW.created_at,
         NEW.updated_at, NEW.path, NEW.version, NEW.status_reason, NEW.status_changed_at, NEW.incarnation, NEW.spawn_hash)
    IS DISTINCT FROM
        (OLD.id, OLD.name, OLD.description, OLD.status, OLD.config, OLD.parent_id, OLD.hierarchy_level, OLD.policy_version_id, OLD.created_at,
         OLD.updated_at, OLD.path, OLD.version, OLD.status_reason, OLD.status_changed_at, OLD.incarnation, OLD.spawn_hash))
  EXECUTE FUNCTION "supervisors_before_update"();

-- ── Supervisors: the tree, at the end of each statement ──────────────────────────────────────────────────────────────

-- Computes the path of every row that a statement inserted out of order or moved, and of all below it, in one UPDATE,
-- when the statement has changed all its rows; the first of them to get here does it for all. (A row trigger, since of
-- several UPDATEs within a WITH only the last one's statement triggers would fire.)
-- Walks up from each marked row first: whatever closes a cycle meets itself, and a row below another marked one is
-- reached from that one.
CREATE FUNCTION "supervisors_repair_paths"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  cyclic uuid;
  longest integer;
  nested uuid[];
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
  WITH RECURSIVE below (id, path) AS (
    SELECT s.id, coalesce(p.path, '{}') || s.id
    FROM supervisors s LEFT JOIN supervisors p ON p.id = s.parent_id
    WHERE s.path = '{}' AND s.id <> ALL (nested)
    UNION ALL
    SELECT c.id, b.path || c.id FROM below b JOIN supervisors c ON c.parent_id = b.id
    WHERE cardinality(b.path) <= hierarchy_max_level() + 1 -- one level too many is enough to refuse, and this ends whatever there is
  ), repaired AS (
    UPDATE supervisors s SET path = b.path, hierarchy_level = cardinality(b.path) - 1 FROM below b WHERE s.id = b.id
    RETURNING s.hierarchy_level
  )
  SELECT max(hierarchy_level) INTO longest FROM repaired;
  PERFORM set_config('hierarchy.repairing', 'off', true);
  PERFORM assert_level(longest);
  RETURN NULL;
END $$;

CREATE TRIGGER "supervisors_repair_paths" AFTER INSERT OR UPDATE OF "parent_id" ON "supervisors"
  FOR EACH ROW WHEN (NEW.path = '{}') EXECUTE FUNCTION "supervisors_repair_paths"();

CREATE FUNCTION "refuse_live_below_terminated"("child" UUID, "parent" UUID) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'supervisor % would be live below %, which is TERMINATED', child, parent
    USING ERRCODE = 'check_violation', TABLE = 'supervisors', CONSTRAINT = 'supervisors_live_below_terminated',
      HINT = 'Terminate the children with their parent, in one statement or before it, or move them elsewhere.';
END $$;

CREATE FUNCTION "supervisors_after_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_live_below_terminated(i.id, p.id)
  FROM inserted i JOIN supervisors p ON p.id = i.parent_id
  WHERE i.status <> 'TERMINATED' AND p.status = 'TERMINATED';
  RETURN NULL;
END $$;

CREATE TRIGGER "supervisors_after_insert" AFTER INSERT ON "supervisors"
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION "supervisors_after_insert"();

-- Row triggers fire when the statement has changed all its rows. (Transition tables would be set-based, but cannot be
-- limited to columns: each heartbeat would pay for them.)
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

CREATE TRIGGER "supervisors_after_update" AFTER UPDATE ON "supervisors"
  FOR EACH ROW WHEN ((NEW.status, NEW.parent_id) IS DISTINCT FROM (OLD.status, OLD.parent_id))
  EXECUTE FUNCTION "supervisors_after_update"();

-- ── Teams and members ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION "supervisor_teams_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a team never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisor_teams', CONSTRAINT = 'supervisor_teams_id_immutable';
  END IF;
  NEW.version := OLD.version;
  NEW.updated_at := OLD.updated_at;
  IF NEW.supervisor_id <> OLD.supervisor_id THEN
    PERFORM lock_hierarchy(true);
  END IF;
  IF NEW IS DISTINCT FROM OLD THEN
    NEW.version := OLD.version + 1;
    NEW.updated_at := timezone('utc', statement_timestamp());
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "supervisor_teams_before_update" BEFORE UPDATE ON "supervisor_teams"
  FOR EACH ROW EXECUTE FUNCTION "supervisor_teams_before_update"();

CREATE FUNCTION "refuse_membership_of_terminated"("team" UUID, "supervisor" UUID) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'team % would have an active member, and its supervisor, %, is TERMINATED', team, supervisor
    USING ERRCODE = 'check_violation', TABLE = 'supervisor_team_members', CONSTRAINT = 'supervisor_team_members_of_terminated',
      HINT = 'Add the agent to a team of a live supervisor, or give left_at too.';
END $$;

CREATE FUNCTION "supervisor_teams_after_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_membership_of_terminated(NEW.id, s.id)
  FROM supervisors s
  WHERE s.id = NEW.supervisor_id AND s.status = 'TERMINATED'
    AND EXISTS (SELECT FROM supervisor_team_members m WHERE m.team_id = NEW.id AND m.left_at IS NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER "supervisor_teams_after_update" AFTER UPDATE OF "supervisor_id" ON "supervisor_teams"
  FOR EACH ROW EXECUTE FUNCTION "supervisor_teams_after_update"();

CREATE FUNCTION "supervisor_team_members_after_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refuse_membership_of_terminated(t.id, s.id)
  FROM (SELECT DISTINCT team_id FROM inserted WHERE left_at IS NULL) i
  JOIN supervisor_teams t ON t.id = i.team_id
  JOIN supervisors s ON s.id = t.supervisor_id AND s.status = 'TERMINATED';
  RETURN NULL;
END $$;

CREATE TRIGGER "supervisor_team_members_after_insert" AFTER INSERT ON "supervisor_team_members"
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION "supervisor_team_members_after_insert"();

CREATE FUNCTION "supervisor_team_members_before_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the id of a membership never changes (%)', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'supervisor_team_members', CONSTRAINT = 'supervisor_team_members_id_immutable';
  END IF;
  NEW.version := OLD.version;
  IF NEW IS DISTINCT FROM OLD THEN
    NEW.version := OLD.version + 1;
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

CREATE TRIGGER "supervisor_team_members_before_update" BEFORE UPDATE ON "supervisor_team_members"
  FOR EACH ROW EXECUTE FUNCTION "supervisor_team_members_before_update"();

-- ── Health ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One definition, for the API and for whatever finds the dead. Plain SQL, so that the planner inlines it.

-- config.heartbeat_interval in seconds, within 10 to 300; 30 where it is no number
CREATE FUNCTION "heartbeat_interval"("config" JSONB) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN jsonb_typeof(config -> 'heartbeat_interval') = 'number'
    THEN least(greatest(floor((config ->> 'heartbeat_interval')::numeric), 10), 300)::integer ELSE 30 END
$$;

-- intervals gone by, in whole, since the last sign of life
CREATE FUNCTION "missed_heartbeats"("config" JSONB, "last_heartbeat" TIMESTAMP, "status_changed_at" TIMESTAMP, "at" TIMESTAMP)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE greatest(last_heartbeat, status_changed_at)
    WHEN 'infinity' THEN 0
    WHEN '-infinity' THEN 2147483647
    ELSE least(greatest(floor(extract(epoch FROM at - greatest(last_heartbeat, status_changed_at)) / heartbeat_interval(config)), 0), 2147483647)::integer
  END
$$;

CREATE FUNCTION "health_state"("status" TEXT, "last_heartbeat" TIMESTAMP, "missed" INTEGER) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN status IN ('PAUSED', 'TERMINATED') THEN 'NOT_MONITORED'
    -- a process that is still starting has its own time-out
    WHEN last_heartbeat IS NULL AND (missed < 3 OR status = 'SPAWNING') THEN 'UNKNOWN'
    WHEN missed >= 3 THEN 'UNRESPONSIVE'
    WHEN missed >= 1 THEN 'LATE'
    ELSE 'HEALTHY'
  END
$$;

-- ── Verification ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Every row that violates an invariant, found without trusting triggers, indexes or constraints; no row on a sound database.
CREATE FUNCTION "verify_hierarchy"() RETURNS TABLE ("table_name" text, "row_id" uuid, "invariant" text, "detail" text)
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
  SELECT 'supervisor_team_members', m.id, 'metadata is an object', jsonb_typeof(m.metadata)
    FROM supervisor_team_members m WHERE jsonb_typeof(m.metadata) <> 'object'
  UNION ALL
  SELECT 'hierarchy_settings', NULL, 'there is one row of settings', format('%s rows', n) FROM settings WHERE n <> 1
$$;
