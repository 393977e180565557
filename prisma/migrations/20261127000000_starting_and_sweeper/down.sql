-- Loses nothing.
DROP TRIGGER "sweeper_single_row" ON "sweeper";
DROP FUNCTION "sweeper_guard"();

CREATE OR REPLACE FUNCTION "health_state"("status" TEXT, "last_heartbeat" TIMESTAMP, "missed" INTEGER) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN status IN ('PAUSED', 'TERMINATED') THEN 'NOT_MONITORED'
    -- a process that is still starting has its own time-out
    WHEN last_heartbeat IS NULL AND (missed < 3 OR status = 'SPAWNING') THEN 'UNKNOWN'
    WHEN missed >= 3 THEN 'UNRESPONSIVE'
    WHEN missed >= 1 THEN 'LATE'
    ELSE 'HEALTHY'
  END
$$;
