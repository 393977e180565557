-- Loses on whose behalf changes were made. No event is lost.

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

ALTER TABLE "supervisor_events" DROP COLUMN "on_behalf_of";
