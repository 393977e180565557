-- What finding the dead, and restarting them, has to remember (docs/supervision.md).

-- One row: when somebody last looked, so that an outage is known for one.
CREATE TABLE "sweeper" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "last_round_at" TIMESTAMP(3),
    -- when rounds began, or began again after an outage: nobody is dead before one whole interval from then on
    "grace_from" TIMESTAMP(3),

    CONSTRAINT "sweeper_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sweeper_single_row" CHECK ("id")
);
INSERT INTO "sweeper" DEFAULT VALUES;

-- Restarts that were decided and are not made yet. No foreign key: it would lock rows of supervisors after the feed's lock,
-- which is the last that a transaction takes. A restart whose supervisor is another incarnation by then, or gone, is dropped.
CREATE TABLE "supervisor_restarts" (
    "supervisor_id" UUID NOT NULL,
    -- the one that ends
    "incarnation" INTEGER NOT NULL,
    "due_at" TIMESTAMP(3) NOT NULL,
    "reason" TEXT NOT NULL,
    -- the sequence of the event that decided it
    "caused_by" BIGINT NOT NULL,

    CONSTRAINT "supervisor_restarts_pkey" PRIMARY KEY ("supervisor_id")
);
CREATE INDEX "supervisor_restarts_due_at_idx" ON "supervisor_restarts" ("due_at");

-- What the functions keep as their search_path: this schema only, so that no temporary table stands in for one of ours.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- ── Death ────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Why a supervisor is dead at a moment, for people to read; null while it is not. Plain SQL, so that the planner inlines it.
CREATE FUNCTION "cause_of_death"("status" TEXT, "config" JSONB, "last_heartbeat" TIMESTAMP, "status_changed_at" TIMESTAMP,
  "grace_from" TIMESTAMP, "spawn_timeout" INTEGER, "at" TIMESTAMP)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN at < grace_from + make_interval(secs => heartbeat_interval(config)) THEN NULL
    WHEN status = 'ACTIVE' AND health_state(status, last_heartbeat, missed_heartbeats(config, last_heartbeat, status_changed_at, at)) = 'UNRESPONSIVE'
      THEN format('heartbeat time-out: %s intervals of %s s without a sign of life', missed_heartbeats(config, last_heartbeat, status_changed_at, at), heartbeat_interval(config))
    WHEN status = 'SPAWNING' AND at >= greatest(last_heartbeat, status_changed_at) + make_interval(secs => spawn_timeout)
      THEN format('spawn time-out: no sign of life within %s s', spawn_timeout)
  END
$$;

-- ── The record ───────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE OR REPLACE FUNCTION "record_event"("type" TEXT, "supervisor_id" UUID, "team_id" UUID, "membership_id" UUID, "agent_id" UUID, "version" INTEGER,
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

-- What a supervisor was told of a failure below it, which changes no row: the event, caused by the latest one of a kind on
-- another supervisor in this transaction. The events of what was written before have to be there: SET CONSTRAINTS ALL IMMEDIATE.
CREATE FUNCTION "record_supervision"("type" TEXT, "supervisor_id" UUID, "after" JSONB, "cause_type" TEXT, "cause_of" UUID)
RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  told supervisors;
BEGIN
  SELECT * INTO STRICT told FROM supervisors s WHERE s.id = supervisor_id;
  PERFORM record_event(type, told.id, NULL, NULL, NULL, told.version, told.path, NULL, NULL, after,
    (SELECT max(e.sequence) FROM supervisor_events e WHERE e.supervisor_id = cause_of AND e.sequence >= own_events_from() AND e.type = cause_type));
  RETURN (SELECT max(e.sequence) FROM supervisor_events e WHERE e.supervisor_id = told.id AND e.sequence >= own_events_from());
END $$;
