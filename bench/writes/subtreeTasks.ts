import type pg from 'pg'
import { buildFleet } from '../cascade/fleet.ts'
import { bareUpdates } from '../cascade/ways.ts'
import { serveApi } from '../support/serveApi.ts'
import { timed, withSession, type Task } from './tasks.ts'

/** A change of a subtree through the API, and the same rows changed by UPDATEs in a session without triggers. */
interface SubtreeChange {
  readonly name: string
  readonly mutation: string
  readonly bare: (session: pg.Client, root: string, to: string) => Promise<unknown>
}

const now = `timezone('utc', statement_timestamp())`

const pause: SubtreeChange = {
  name: 'pauseSupervisor, SUBTREE',
  mutation: 'mutation ($id: ID!) { result: pauseSupervisor(input: { id: $id, scope: SUBTREE }) { __typename } }',
  bare: (session) =>
    session.query(
      `UPDATE supervisors SET status = 'PAUSED', status_reason = NULL, status_changed_at = ${now}, updated_at = ${now},
         version = version + 1 WHERE status = 'ACTIVE' AND name <> 'to'`,
    ),
}

const move: SubtreeChange = {
  name: 'moveSupervisor',
  mutation:
    'mutation ($id: ID!, $to: ID!) { result: moveSupervisor(input: { id: $id, parentId: $to }) { __typename } }',
  bare: (session, root, to) =>
    session.query(
      `UPDATE supervisors SET path = $2::uuid || path, hierarchy_level = hierarchy_level + 1, updated_at = ${now},
         version = version + 1, parent_id = CASE id WHEN $1::uuid THEN $2::uuid ELSE parent_id END WHERE name <> 'to'`,
      [root, to],
    ),
}

const terminate: SubtreeChange = {
  name: 'terminateSupervisor, CASCADE',
  mutation:
    'mutation ($id: ID!, $token: String) { result: terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $token }) { __typename ... on ConfirmationRequiredError { impact { token } } } }',
  bare: (session, root) => bareUpdates(session).terminate(root),
}

interface Answer {
  readonly result: { readonly __typename: string; readonly impact?: { readonly token: string } }
}

const measureChange = ({ name, mutation, bare }: SubtreeChange, supervisors: number): Task => ({
  name: `${name}: ${supervisors.toLocaleString('en')} supervisors with ${(5 * supervisors).toLocaleString('en')} members`,
  unit: 'ms',
  schemas: ['now', 'no log'],
  measure: (database) =>
    withSession(database, async (session) => {
      const id = await buildFleet(session, { supervisors, members: 5 * supervisors })
      await session.query('SET session_replication_role = replica')
      const { rows } = await session.query<{ id: string }>(
        `INSERT INTO supervisors (id, name, path) SELECT id, 'to', ARRAY[id] FROM gen_random_uuid() id RETURNING id`,
      )
      const to = rows[0]?.id ?? ''
      if (database.schema === 'no log') return timed(() => bare(session, id, to))
      const api = await serveApi(database.url)
      try {
        const first = mutation.includes('$token') ? await send(api.request(mutation, { id })) : undefined
        const token = first?.result.impact?.token
        return await timed(async () => {
          const variables = { id, ...(mutation.includes('$to:') && { to }), ...(token !== undefined && { token }) }
          const { result } = await send(api.request(mutation, variables))
          if (!result.__typename.endsWith('Payload')) throw new Error(`${name}: ${result.__typename}`)
        })
      } finally {
        await api.close()
      }
    }),
})

async function send(request: Promise<unknown>): Promise<Answer> {
  return (await request) as Answer // the selection of the documents
}

export const subtreeTasks = (supervisors: number): readonly Task[] =>
  [pause, move, terminate].map((change) => measureChange(change, supervisors))
