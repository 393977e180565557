-- Lists of live supervisors by status, for dashboards: FAILED first. The expression is `statusRank` in src/db/queries/lists/supervisorLists.ts.
CREATE INDEX "supervisors_live_status_idx" ON "supervisors"
  (array_position('{FAILED,PAUSED,SPAWNING,ACTIVE,TERMINATED}'::text[], "status"::text), "id") WHERE "status" <> 'TERMINATED';
