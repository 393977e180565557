-- Reports of servers, so that a sweep can make allowance for heartbeats that a server missed (docs/adr/0014). Servers of the
-- previous version neither read nor write it.
CREATE TABLE "hierarchy_servers" (
    "id" UUID NOT NULL,
    -- the last report
    "seen_at" TIMESTAMP(3) NOT NULL,
    -- the time of the shutdown: such a server is not lost
    "stopped_at" TIMESTAMP(3),
    -- when the server was last unable to record heartbeats, or stalled
    "troubled_at" TIMESTAMP(3),
    -- supervisors whose heartbeats the server refused because another transaction held their rows
    "locked_out" UUID[] NOT NULL DEFAULT '{}',

    CONSTRAINT "hierarchy_servers_pkey" PRIMARY KEY ("id")
);

-- Why a supervisor has failed at a given time; null if it has not. Plain SQL, so that the planner inlines it. It replaces
-- cause_of_death(), which servers of the previous version still call.
CREATE FUNCTION "cause_of_failure"("status" TEXT, "config" JSONB, "last_heartbeat" TIMESTAMP, "status_changed_at" TIMESTAMP,
  "grace_from" TIMESTAMP, "troubled_at" TIMESTAMP, "spawn_timeout" INTEGER, "at" TIMESTAMP)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN at < grace_from + make_interval(secs => heartbeat_interval(config)) THEN NULL
    -- trouble of the servers delays a failure, by ten minutes at most: trouble may never end
    WHEN at < troubled_at + make_interval(secs => heartbeat_interval(config))
      AND at < greatest(last_heartbeat, status_changed_at) + interval '10 minutes'
        + make_interval(secs => CASE status WHEN 'SPAWNING' THEN spawn_timeout ELSE 3 * heartbeat_interval(config) END) THEN NULL
    WHEN status = 'ACTIVE' AND health_state(status, last_heartbeat, missed_heartbeats(config, last_heartbeat, status_changed_at, at)) = 'UNRESPONSIVE'
      THEN format('heartbeat timeout: no heartbeat for %s intervals of %s s', missed_heartbeats(config, last_heartbeat, status_changed_at, at), heartbeat_interval(config))
    WHEN status = 'SPAWNING' AND at >= greatest(last_heartbeat, status_changed_at) + make_interval(secs => spawn_timeout)
      THEN format('spawn timeout: no heartbeat within %s s', spawn_timeout)
  END
$$;
