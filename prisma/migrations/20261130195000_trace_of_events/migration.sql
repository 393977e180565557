-- Events have the id of the trace in which they were written: the transaction setting app.trace_id. Servers of the previous version
-- leave it null. A default takes it from the setting, so that no trigger changes and each event costs what it did.

-- The trace of the transaction, as W3C Trace Context writes it. Another value counts as none.
CREATE FUNCTION "event_trace_id"() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_setting('app.trace_id', true) <> '' THEN substring(current_setting('app.trace_id', true) FROM '^[\da-f]{32}$') END
$$;

ALTER TABLE "supervisor_events" ADD COLUMN "trace_id" TEXT; -- without the default, which would rewrite the table
ALTER TABLE "supervisor_events" ALTER COLUMN "trace_id" SET DEFAULT event_trace_id();
