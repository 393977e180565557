// Mercurius with JIT, and loaders that a careful developer writes by hand: one statement for each level.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const supervisorColumns = 'id, name, status, hierarchy_level AS "hierarchyLevel", path'

const schema = `
  type Query { supervisor(id: ID!): Supervisor  page(after: ID!): Supervisors!  search(after: ID!): Supervisors! }
  type Supervisors { nodes: [Supervisor!]! }
  type Teams { nodes: [Team!]! }
  type Members { nodes: [Member!]! }
  type Supervisor { id: ID!  name: String!  status: String!  hierarchyLevel: Int!  healthState: String!
    ancestors: [Supervisor!]!  children(first: Int = 25): Supervisors!  teams: Teams! }
  type Team { id: ID!  name: String!  members: Members! }
  type Member { agent: Agent!  role: String! }
  type Agent { id: ID! }
`
const query = async (name, text, values) => (await pool.query({ name, text, values })).rows

/** Loads the list of each object by one statement, whose rows have the object's id in `owner`. */
const listsOf = (name, text) => ({
  opts: { cache: false },
  async loader(queries) {
    const lists = new Map(queries.map(({ obj }) => [obj.id, { nodes: [] }]))
    for (const row of await query(name, text, [[...lists.keys()], queries[0].params.first ?? 25]))
      lists.get(row.owner).nodes.push(row)
    return queries.map(({ obj }) => lists.get(obj.id))
  },
})

const app = Fastify()
app.register(mercurius, {
  schema,
  jit: 1,
  cache: false,
  resolvers: {
    Query: {
      supervisor: async (_, { id }) =>
        (await query('supervisor', `SELECT ${supervisorColumns} FROM supervisors WHERE id = $1`, [id]))[0],
      page: async (_, { after }) => ({
        nodes: await query(
          'page',
          `SELECT ${supervisorColumns}, health_state(status, last_heartbeat,
              missed_heartbeats(config, last_heartbeat, status_changed_at, timezone('utc', clock_timestamp()))) AS "healthState"
            FROM supervisors WHERE status <> 'TERMINATED'
              AND (created_at, id) > (SELECT a.created_at, a.id FROM supervisors a WHERE a.id = $1)
            ORDER BY created_at, id LIMIT 50`,
          [after],
        ),
      }),
      search: async (_, { after }) => ({
        nodes: await query(
          'search',
          `SELECT ${supervisorColumns} FROM supervisors WHERE status = 'ACTIVE'
              AND (created_at, id) < (SELECT a.created_at, a.id FROM supervisors a WHERE a.id = $1)
            ORDER BY created_at DESC, id DESC LIMIT 25`,
          [after],
        ),
      }),
    },
    Member: { agent: ({ agentId }) => ({ id: agentId }) },
  },
  loaders: {
    Supervisor: {
      ancestors: {
        opts: { cache: false },
        async loader(queries) {
          const ids = queries.flatMap(({ obj }) => obj.path.slice(0, -1))
          const rows = await query(
            'ancestors',
            `SELECT ${supervisorColumns} FROM supervisors WHERE id = ANY ($1::uuid[])`,
            [ids],
          )
          const byId = new Map(rows.map((row) => [row.id, row]))
          return queries.map(({ obj }) => obj.path.slice(0, -1).map((id) => byId.get(id)))
        },
      },
      children: listsOf(
        'children',
        `SELECT k.id AS owner, c.* FROM unnest($1::uuid[]) k (id) CROSS JOIN LATERAL (
            SELECT ${supervisorColumns} FROM supervisors WHERE parent_id = k.id AND status <> 'TERMINATED'
            ORDER BY created_at, id LIMIT $2) c`,
      ),
      teams: listsOf(
        'teams',
        `SELECT k.id AS owner, t.* FROM unnest($1::uuid[]) k (id) CROSS JOIN LATERAL (
            SELECT id, name FROM supervisor_teams WHERE supervisor_id = k.id ORDER BY created_at, id LIMIT $2) t`,
      ),
    },
    Team: {
      members: listsOf(
        'members',
        `SELECT k.id AS owner, m.* FROM unnest($1::uuid[]) k (id) CROSS JOIN LATERAL (
            SELECT agent_id AS "agentId", role FROM supervisor_team_members WHERE team_id = k.id AND left_at IS NULL
            ORDER BY joined_at, id LIMIT $2) m`,
      ),
    },
  },
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
