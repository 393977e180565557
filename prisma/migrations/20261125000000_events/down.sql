-- Drops the record: all events are lost. The hierarchy itself stays as it is.
DROP TRIGGER "supervisors_record" ON "supervisors";
DROP TRIGGER "supervisors_record_update" ON "supervisors";
DROP TRIGGER "supervisor_teams_record" ON "supervisor_teams";
DROP TRIGGER "supervisor_teams_record_update" ON "supervisor_teams";
DROP TRIGGER "supervisor_team_members_record" ON "supervisor_team_members";
DROP TRIGGER "supervisor_team_members_record_update" ON "supervisor_team_members";
DROP FUNCTION "verify_hierarchy"();
ALTER FUNCTION "verify_tree"() RENAME TO "verify_hierarchy";
DROP FUNCTION
  "verify_record"(), "supervisor_team_members_record"(), "supervisor_teams_record"(), "supervisors_record"(), "path_of_supervisor"(UUID),
  "lacks_target"(), "record_event"(TEXT, UUID, UUID, UUID, UUID, INTEGER, UUID[], UUID[], JSONB, JSONB, BIGINT), "own_events_from"(),
  "membership_fields"("supervisor_team_members"), "team_fields"("supervisor_teams"),
  "supervisor_fields"("supervisors"), "rfc3339"(TIMESTAMP);
DROP TABLE "supervisor_events";
ALTER FUNCTION "supervisors_before_insert"() RESET enable_seqscan;
ALTER FUNCTION "supervisors_before_insert"() RESET jit;
ALTER FUNCTION "supervisors_after_update"() RESET plan_cache_mode;
