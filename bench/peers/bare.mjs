// The limit without GraphQL: node:http, and one statement for each request, whose result is the response.
import http from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const members = `SELECT coalesce(json_agg(json_build_object('agent', json_build_object('id', m.agent_id), 'role', m.role)
    ORDER BY m.joined_at, m.id), '[]')
  FROM (SELECT * FROM supervisor_team_members m WHERE m.team_id = t.id AND m.left_at IS NULL
    ORDER BY m.joined_at, m.id LIMIT 25) m`
const teams = `SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name,
    'members', json_build_object('nodes', (${members}))) ORDER BY t.created_at, t.id), '[]')
  FROM (SELECT * FROM supervisor_teams t WHERE t.supervisor_id = c.id ORDER BY t.created_at, t.id LIMIT 25) t`

/** The children of `parent` as JSON objects with these fields. */
const children = (parent, alias, first, fields) => `SELECT coalesce(json_agg(json_build_object(${fields})
    ORDER BY ${alias}.created_at, ${alias}.id), '[]')
  FROM (SELECT * FROM supervisors ${alias} WHERE ${alias}.parent_id = ${parent}.id AND ${alias}.status <> 'TERMINATED'
    ORDER BY ${alias}.created_at, ${alias}.id LIMIT ${first}) ${alias}`
const nodes = (list) => `json_build_object('nodes', (${list}))`
const named = (alias) => `'id', ${alias}.id, 'name', ${alias}.name, 'status', ${alias}.status`

const supervisor = (fields) => `SELECT json_build_object('data', json_build_object('supervisor',
  json_build_object(${fields})))::text AS body FROM supervisors s WHERE s.id = $1`
const list = (fields, rows) => `SELECT json_build_object('data', json_build_object('supervisors',
  json_build_object('nodes', coalesce(json_agg(json_build_object(${fields})), '[]'))))::text AS body FROM (${rows}) s`

const health = `'health', json_build_object('state', health_state(s.status, s.last_heartbeat,
  missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, timezone('utc', clock_timestamp()))))`
const level3 = children('d', 'e', 3, `'id', e.id, 'name', e.name`)
const level2 = children('c', 'd', 10, `${named('d')}, 'children', ${nodes(level3)}`)
const ancestors = `SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', a.name) ORDER BY a.hierarchy_level), '[]')
  FROM supervisors a WHERE a.id = ANY (s.path) AND a.id <> s.id`

const stats = (alias) => `'stats', (SELECT json_build_object('supervisors', count(*)) FROM supervisors x
  WHERE x.path >= ${alias}.path AND x.path < ${alias}.path || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
    AND x.status <> 'TERMINATED')`

const texts = {
  row: supervisor(named('s')),
  tree: supervisor(
    `${named('s')}, 'children', ${nodes(
      children('s', 'c', 10, `${named('c')}, 'hierarchyLevel', c.hierarchy_level, 'teams', ${nodes(teams)}`),
    )}`,
  ),
  deep: supervisor(
    `${named('s')}, 'ancestors', (${ancestors}), 'children', ${nodes(
      children('s', 'c', 10, `${named('c')}, 'children', ${nodes(level2)}`),
    )}`,
  ),
  overview: supervisor(
    `'id', s.id, ${stats('s')}, 'children', ${nodes(
      children('s', 'c', 10, `'id', c.id, 'name', c.name, ${stats('c')}`),
    )}`,
  ),
  page: list(
    `${named('s')}, ${health}`,
    `SELECT * FROM supervisors s WHERE s.status <> 'TERMINATED'
    AND (s.created_at, s.id) > (SELECT a.created_at, a.id FROM supervisors a WHERE a.id = $1)
    ORDER BY s.created_at, s.id LIMIT 50`,
  ),
  search: list(
    named('s'),
    `SELECT * FROM supervisors s WHERE s.status = 'ACTIVE'
    AND (s.created_at, s.id) < (SELECT a.created_at, a.id FROM supervisors a WHERE a.id = $1)
    ORDER BY s.created_at DESC, s.id DESC LIMIT 25`,
  ),
}

http
  .createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += chunk))
    request.on('end', async () => {
      if (text === '') return response.writeHead(400).end()
      const { operationName, variables } = JSON.parse(text)
      const statement = { name: operationName, text: texts[operationName], values: [variables.id ?? variables.after] }
      const { rows } = await pool.query(statement)
      response.setHeader('content-type', 'application/json')
      response.end(rows[0].body)
    })
  })
  .listen(Number(process.env.PORT), '127.0.0.1')
