-- Drops the whole hierarchy: all supervisors, teams, memberships and the settings are lost.
-- The extension pg_trgm stays: it may have been there before, and others may use it.
DROP TABLE "supervisor_team_members", "supervisor_teams", "supervisors", "hierarchy_settings";
DROP FUNCTION
  "verify_hierarchy"(), "health_state"(TEXT, TIMESTAMP, INTEGER), "missed_heartbeats"(JSONB, TIMESTAMP, TIMESTAMP, TIMESTAMP), "heartbeat_interval"(JSONB),
  "supervisor_team_members_before_update"(), "supervisor_team_members_after_insert"(), "refuse_membership_of_terminated"(UUID, UUID),
  "supervisor_teams_after_update"(), "supervisor_teams_before_update"(),
  "supervisors_after_update"(), "supervisors_after_insert"(), "refuse_live_below_terminated"(UUID, UUID),
  "supervisors_repair_paths"(), "supervisors_before_update"(), "supervisors_before_insert"(),
  "hierarchy_settings_guard"(), "assert_level"(INTEGER), "hierarchy_max_level"(), "take_hierarchy_lock"(), "lock_hierarchy"(BOOLEAN);
