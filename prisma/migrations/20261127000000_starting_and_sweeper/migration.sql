-- A supervisor that is SPAWNING has not been heard of as what it is now, whatever the incarnation before it has reported:
-- its first heartbeat makes it ACTIVE.
CREATE OR REPLACE FUNCTION "health_state"("status" TEXT, "last_heartbeat" TIMESTAMP, "missed" INTEGER) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN status IN ('PAUSED', 'TERMINATED') THEN 'NOT_MONITORED'
    -- a process that is still starting has its own time-out
    WHEN status = 'SPAWNING' OR (last_heartbeat IS NULL AND missed < 3) THEN 'UNKNOWN'
    WHEN missed >= 3 THEN 'UNRESPONSIVE'
    WHEN missed >= 1 THEN 'LATE'
    ELSE 'HEALTHY'
  END
$$;

-- Without its row no server would ever make a round again, and none would say so.
CREATE FUNCTION "sweeper_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the one row of sweeper stays: rounds are kept apart by it'
    USING ERRCODE = 'restrict_violation', TABLE = 'sweeper', CONSTRAINT = 'sweeper_single_row';
END $$;

CREATE TRIGGER "sweeper_single_row" BEFORE DELETE OR TRUNCATE ON "sweeper"
  FOR EACH STATEMENT EXECUTE FUNCTION "sweeper_guard"();
