-- Loses nothing. Filters on a fleet or a key read the entries of all scopes, for callers that are limited to a subtree too.
DROP INDEX "fleet_supervisors_fleet_scope_idx";
DROP INDEX "fleet_supervisors_key_scope_idx";
CREATE INDEX "fleet_supervisors_fleet_key_idx" ON "fleet_supervisors" ("fleet", "key");
CREATE INDEX "fleet_supervisors_key_idx" ON "fleet_supervisors" ("key");
