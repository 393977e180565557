-- Loses nothing. Lists in the order STATUS_CHANGED_AT sort all their rows for each page.
DROP INDEX "supervisors_live_status_changed_at_idx";
