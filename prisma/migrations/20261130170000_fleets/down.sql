-- Loses which fleet owns which supervisor or team. Supervisors, teams and members stay.
DROP TABLE "fleet_teams";
DROP TABLE "fleet_supervisors";
