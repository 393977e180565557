import type { PagedList } from './keysetPage.ts'
import { teamColumns } from './rows.ts'

/** A supervisor's teams, oldest first. */
export const teamsOfSupervisor: PagedList = {
  columns: teamColumns,
  from: 'supervisor_teams t',
  where: ['t.supervisor_id = k.owner'],
  values: [],
  sort: { column: 't.created_at', type: 'timestamp(3)' },
  idColumn: 't.id',
  descending: false,
}
