import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSpawnHierarchy, node, team } from '../support/api/withSpawnHierarchy.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

const api = withApi()
const { spawned } = withSpawnHierarchy(api)
const { dueTimes, runSweep, silence, statuses } = withSweeps(api)

const childrenDocument = graphql(`
  query ChildrenAsSpawned($id: ID!) {
    supervisor(id: $id) {
      children {
        nodes {
          name
        }
      }
      teams {
        nodes {
          name
        }
      }
    }
  }
`)

test('spawnHierarchy gives its supervisors and teams the order of the input, whatever their ids, and no future times', async () => {
  const names = ['a', 'b', 'c', 'd']
  const fallingIds = (): string[] => names.map(() => randomUUID()).sort((a, b) => (a < b ? 1 : -1))
  const [ids, teamIds] = [fallingIds(), fallingIds()]
  const top = node('top', {
    config: { restart: { strategy: 'rest_for_one', stagger_seconds: 10 } },
    children: names.map((name, i) => node(name, { id: ids[i] ?? '' })),
    teams: names.map((name, i) => team(name, { id: teamIds[i] ?? '' })),
  })
  await spawned({ supervisors: [top] })

  const { supervisor } = await api.data(childrenDocument, { id: top.id })
  expect(supervisor?.children.nodes.map(({ name }) => name)).toEqual(names)
  expect(supervisor?.teams.nodes.map(({ name }) => name)).toEqual(names)

  const { rows } = await api.pool.query(
    `SELECT s.name FROM supervisors s LEFT JOIN supervisor_teams t ON t.supervisor_id = s.id
     WHERE greatest(s.created_at, t.created_at) > s.status_changed_at OR s.created_at > s.updated_at OR t.created_at > t.updated_at`,
  )
  expect(rows).toEqual([])

  await api.pool.query(`UPDATE supervisors SET status = 'ACTIVE'`)
  await runSweep()
  await silence([ids[1] ?? ''], 300)
  await runSweep()
  // b is due immediately, so it has already been restarted
  expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'SPAWNING 2', c: 'ACTIVE', d: 'ACTIVE' })
  expect(await dueTimes()).toEqual([
    ['c', 10],
    ['d', 20],
  ])
})
