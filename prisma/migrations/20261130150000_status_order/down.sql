-- Loses nothing. Lists in the order STATUS sort all their rows for each page.
DROP INDEX "supervisors_live_status_idx";
