-- Lists of live supervisors by the time of their status, for dashboards: the oldest problem first.
CREATE INDEX "supervisors_live_status_changed_at_idx" ON "supervisors" ("status_changed_at", "id") WHERE "status" <> 'TERMINATED';
