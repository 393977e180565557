-- Kept counts of subtrees (docs/adr/0034). A background job fills the tables; until then, counts are computed for each request.
-- Servers of the previous version neither read nor write them.

-- What each supervisor adds to the counts of its ancestors, as the job counted it last.
CREATE TABLE "counted_supervisors" (
    "supervisor_id" UUID NOT NULL,
    "path" UUID[] NOT NULL,
    -- null: the supervisor does not exist, but agents meet there that have not been counted again
    "status" VARCHAR(50),
    "teams" INTEGER NOT NULL,
    "memberships" INTEGER NOT NULL,
    -- how often an agent's memberships meet at this supervisor: memberships of a subtree without its duplicates are distinct agents
    "duplicates" INTEGER NOT NULL,

    CONSTRAINT "counted_supervisors_pkey" PRIMARY KEY ("supervisor_id")
);

-- Where the memberships of an agent meet: the lowest common ancestor of each two neighbours, in the order of their paths. Null
-- elements are neighbours in different trees. Agents with one membership have no row.
CREATE TABLE "counted_agents" (
    "agent_id" UUID NOT NULL,
    "duplicates" UUID[] NOT NULL,

    CONSTRAINT "counted_agents_pkey" PRIMARY KEY ("agent_id")
);

-- Sums over the descendants of a supervisor, by their level. The reserved id stands for the whole hierarchy.
CREATE TABLE "subtree_counts" (
    "root_id" UUID NOT NULL,
    "level" INTEGER NOT NULL,
    "spawning" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "paused" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "terminated" INTEGER NOT NULL,
    "teams" INTEGER NOT NULL,
    "memberships" INTEGER NOT NULL,
    "duplicates" INTEGER NOT NULL,

    CONSTRAINT "subtree_counts_pkey" PRIMARY KEY ("root_id", "level")
)
-- room for new versions on the same page: no index contains a count
WITH (fillfactor = 70);

-- How far the job has come.
CREATE TABLE "count_progress" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    -- all events up to this sequence are counted; null before the first run
    "position" BIGINT,
    -- whether every supervisor and every agent has been counted since "position"
    "is_built" BOOLEAN NOT NULL DEFAULT false,
    -- the job counts all supervisors and agents again and again: 'supervisors' or 'agents', and the last id that it has counted
    "part" VARCHAR(50) NOT NULL DEFAULT 'supervisors',
    "part_after" UUID,
    -- all changes before this time are counted, and none after the snapshot that follows it; null: the counts cannot be used
    "computed_at" TIMESTAMP(3),

    CONSTRAINT "count_progress_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "count_progress_single_row" CHECK ("id")
);
INSERT INTO "count_progress" DEFAULT VALUES;
