-- Which fleet owns a supervisor or team, and under which key (docs/adr/0040). `applyFleet` writes these tables. Servers of the
-- previous version neither read nor write them. The tables of the hierarchy are unchanged.

CREATE TABLE "fleet_supervisors" (
    "supervisor_id" UUID NOT NULL,
    -- the subtree to which the caller was limited that created the fleet; the nil UUID for the whole hierarchy
    "scope" UUID NOT NULL,
    "fleet" VARCHAR(255) NOT NULL,
    "key" VARCHAR(255) NOT NULL,
    -- the values that the last apply set, to tell apart changes of the file and changes of other writers
    "applied" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "fleet_supervisors_pkey" PRIMARY KEY ("supervisor_id"),
    CONSTRAINT "fleet_supervisors_supervisor_id_fkey" FOREIGN KEY ("supervisor_id") REFERENCES "supervisors" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "fleet_supervisors_scope_fleet_key_key" ON "fleet_supervisors" ("scope", "fleet", "key");
CREATE INDEX "fleet_supervisors_fleet_key_idx" ON "fleet_supervisors" ("fleet", "key");
CREATE INDEX "fleet_supervisors_key_idx" ON "fleet_supervisors" ("key");

-- A team belongs to the fleet that owns its supervisor.
CREATE TABLE "fleet_teams" (
    "team_id" UUID NOT NULL,
    "key" VARCHAR(255) NOT NULL,
    "applied" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "fleet_teams_pkey" PRIMARY KEY ("team_id"),
    CONSTRAINT "fleet_teams_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "supervisor_teams" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
