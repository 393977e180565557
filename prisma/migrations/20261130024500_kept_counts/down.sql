-- Loses only counts, which are computed from the other tables.
DROP TABLE "count_progress";
DROP TABLE "subtree_counts";
DROP TABLE "counted_agents";
DROP TABLE "counted_supervisors";
