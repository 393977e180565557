-- Loses the reports of the servers. No supervisor, team, membership or event is lost.
DROP FUNCTION "cause_of_failure"(TEXT, JSONB, TIMESTAMP, TIMESTAMP, TIMESTAMP, TIMESTAMP, INTEGER, TIMESTAMP);
DROP TABLE "hierarchy_servers";
