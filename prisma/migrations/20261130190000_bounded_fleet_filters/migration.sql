-- A caller that is limited to a subtree sees only the fleets of its scope. With the scope in the indexes, filters on a fleet or a key
-- read no entries of other scopes, whose number the time would tell.

CREATE INDEX "fleet_supervisors_fleet_scope_idx" ON "fleet_supervisors" ("fleet", "scope");
CREATE INDEX "fleet_supervisors_key_scope_idx" ON "fleet_supervisors" ("key", "scope");
DROP INDEX "fleet_supervisors_fleet_key_idx";
DROP INDEX "fleet_supervisors_key_idx";
