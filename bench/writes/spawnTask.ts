import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { serveApi } from '../support/serveApi.ts'
import { timed, withSession, type Task } from './tasks.ts'

const size = { supervisors: 1_000, teams: 2, members: 5, children: 10 }

interface Node {
  readonly id: string
  readonly name: string
  readonly teams: readonly Team[]
  readonly children: Node[]
}
interface Team {
  readonly id: string
  readonly name: string
  readonly members: readonly { readonly agentId: string; readonly role: string }[]
}

const document = `mutation ($input: SpawnHierarchyInput!) {
  result: spawnHierarchy(input: $input) { __typename ... on SpawnHierarchyPayload { created supervisors { id version } } }
}`

/** `spawnHierarchy` through the API. Without the log, three INSERTs of the same rows, without triggers. */
export const spawnTask: Task = {
  name: 'spawnHierarchy of 1,000 supervisors, 2,000 teams and 10,000 members',
  unit: 'ms',
  schemas: ['now', 'no log'],
  measure: (database) =>
    withSession(database, async (session) => {
      await session.query('TRUNCATE supervisors, supervisor_events CASCADE; CHECKPOINT')
      const { root, nodes } = planTree()
      if (database.schema === 'no log') {
        await session.query('SET session_replication_role = replica')
        return timed(() => insertBare(session, nodes))
      }
      const api = await serveApi(database.url)
      try {
        await api.request(document, { input: { supervisors: [planTree(10).root] } }) // validates the document
        return await timed(async () => {
          const answer = JSON.stringify(await api.request(document, { input: { supervisors: [root] } }))
          if (!answer.includes(`"created":${size.supervisors}`))
            throw new Error(`spawnHierarchy: ${answer.slice(0, 500)}`)
        })
      } finally {
        await api.close()
      }
    }),
}

interface PlannedNode {
  readonly node: Node
  readonly path: readonly string[]
}

function planTree(supervisors: number = size.supervisors): {
  readonly root: Node
  readonly nodes: readonly PlannedNode[]
} {
  const nodes: PlannedNode[] = []
  for (let i = 0; i < supervisors; i++) {
    const parent = i === 0 ? undefined : nodes[Math.floor((i - 1) / size.children)]
    const node = planNode(i === 0 ? `root ${randomUUID()}` : `supervisor ${i}`)
    parent?.node.children.push(node)
    nodes.push({ node, path: [...(parent?.path ?? []), node.id] })
  }
  const [root] = nodes
  if (!root) throw new Error('expected at least one supervisor')
  return { root: root.node, nodes }
}

function planNode(name: string): Node {
  const members = () => Array.from({ length: size.members }, () => ({ agentId: randomUUID(), role: 'MEMBER' }))
  const teams = Array.from({ length: size.teams }, (_, t) => ({
    id: randomUUID(),
    name: `team ${t}`,
    members: members(),
  }))
  return { id: randomUUID(), name, teams, children: [] }
}

/** The rows that `spawnHierarchy` writes, without its events. */
async function insertBare(session: pg.Client, nodes: readonly PlannedNode[]): Promise<void> {
  const teams = nodes.flatMap(({ node }) => node.teams.map((team) => ({ ...team, supervisorId: node.id })))
  const members = teams.flatMap(({ id, members }) => members.map((member) => ({ ...member, teamId: id })))
  await session.query('BEGIN')
  await session.query(
    `INSERT INTO supervisors (id, name, path, parent_id, hierarchy_level)
     SELECT path[cardinality(path)], name, path, path[cardinality(path) - 1], cardinality(path) - 1
     FROM (SELECT name, literal::uuid[] AS path FROM unnest($1::text[], $2::text[]) AS t (name, literal))`,
    [nodes.map(({ node }) => node.name), nodes.map(({ path }) => `{${path.join()}}`)],
  )
  await session.query(
    `INSERT INTO supervisor_teams (id, supervisor_id, name) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])`,
    [teams.map(({ id }) => id), teams.map(({ supervisorId }) => supervisorId), teams.map(({ name }) => name)],
  )
  await session.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id, role) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])`,
    [members.map(({ teamId }) => teamId), members.map(({ agentId }) => agentId), members.map(({ role }) => role)],
  )
  await session.query('COMMIT')
}
