import sql from 'sql-template-tag'
import { teamRow, type TeamRow } from '../rows.ts'
import { byTime, type PagedList } from './pagedList.ts'

const list: PagedList<TeamRow> = {
  columnsIn: teamRow.columnsIn,
  from: teamRow.from,
  where: [sql`t.supervisor_id = k.owner`],
  sort: byTime(sql`t.created_at`, sql`t.id`, (row) => row.createdAt),
  descending: false,
  hasStablePlan: true,
  cursors: { connection: 'Supervisor.teams', order: 'CREATED_AT ASC', keyType: 'timestamp' },
}

/** The teams of a supervisor, oldest first. */
export function teamsOfSupervisor(_args: null): PagedList<TeamRow> {
  return list
}
