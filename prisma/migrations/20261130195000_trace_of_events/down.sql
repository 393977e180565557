-- Stop the servers of this version first. Loses in which traces changes were made. No event is lost.

ALTER TABLE "supervisor_events" DROP COLUMN "trace_id";
DROP FUNCTION "event_trace_id"();
