import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { mutationNames } from '../../model/documents.ts'
import { eventsOf, holdsItsRecord } from '../../support/events/eventsOf.ts'
import {
  childFailed,
  joined,
  left,
  moved,
  newSupervisor,
  newTeam,
  now,
  reason,
  status,
  tell,
  type ExpectedEvent,
} from '../../support/events/expectedEvents.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
holdsItsRecord(api)

/** Ids by name: supervisors as drawn, teams and memberships as below, and new ones. */
let ids: Record<string, string> = {}
const agent = randomUUID()
const newcomer = randomUUID()
const joinedAt = '2026-01-01T00:00:00.000'

beforeEach(async () => {
  await api.pool.query('DELETE FROM supervisors')
  const id = await givenTree(api.pool, 'root > [a > [b > c, d:PAUSED], e, f:SPAWNING]')
  ids = Object.fromEntries(['root', 'a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, id(name)]))
  for (const name of ['new', 'new child', 'new team']) ids[name] = randomUUID()
  ids.team = await givenTeam(api.pool, id('a'), 'team')
  ids.other = await givenTeam(api.pool, id('e'), 'other')
  ids.member = await givenMember(api.pool, ids.team, agent, { joined_at: joinedAt })
})

const some = expect.any(String) as string
/** `id:name` stands for an id. */
const named = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/id:([\w ]+)/g, (_, name: string) => ids[name] ?? `no id of ${name}`))

/**
 * Mutations with their inputs, and the events that each leaves, the first of them first; or, for those that leave none,
 * what they answer.
 */
const mutations: [mutation: string, input: object, leaves: ExpectedEvent[] | string][] = [
  ['heartbeat', { supervisorId: 'id:a', sequence: 1, metrics: { k: 1 } }, 'HeartbeatPayload'],
  ['heartbeat', { supervisorId: 'id:f' }, [status('f', 'SPAWNING', 'ACTIVE')]],
  ['heartbeats', { heartbeats: [{ supervisorId: 'id:a' }, { supervisorId: 'id:d' }] }, 'HeartbeatsPayload'],
  [
    'heartbeats',
    { heartbeats: [{ supervisorId: 'id:a' }, { supervisorId: 'id:f' }] },
    [status('f', 'SPAWNING', 'ACTIVE')],
  ],
  [
    'spawnSupervisor',
    { id: 'id:new', parentId: 'id:b', name: 'new', description: 'x', config: { k: 1 } },
    [newSupervisor('new', { description: 'x', config: { k: 1 }, parentId: 'id:b', hierarchyLevel: 3 })],
  ],
  [
    'spawnHierarchy',
    {
      parentId: 'id:b',
      supervisors: [
        {
          id: 'id:new',
          name: 'new',
          teams: [{ id: 'id:new team', name: 'new team', objective: 'win', members: [{ agentId: newcomer }] }],
          children: [{ id: 'id:new child', name: 'new child' }],
        },
      ],
    },
    [
      newSupervisor('new', { parentId: 'id:b', hierarchyLevel: 3 }),
      newSupervisor('new child', { parentId: 'id:new', hierarchyLevel: 4 }),
      newTeam('new'),
      joined('new team', newcomer),
    ],
  ],
  [
    'updateSupervisor',
    { id: 'id:a', name: 'renamed', config: { k: 1 } },
    [
      {
        of: 'a',
        type: 'SUPERVISOR_UPDATED',
        before: { name: 'a', config: {} },
        after: { name: 'renamed', config: { k: 1 } },
      },
    ],
  ],
  ['updateSupervisor', { id: 'id:a', name: 'a', description: null, mergeConfig: {} }, 'UpdateSupervisorPayload'],
  [
    'moveSupervisor',
    { id: 'id:b', parentId: 'id:e' },
    [moved('b', { parentId: 'id:a' }, { parentId: 'id:e' }), moved('c', {}, {}, 0)],
  ],
  [
    'moveSupervisor',
    { id: 'id:b', parentId: null },
    [
      moved('b', { parentId: 'id:a', hierarchyLevel: 2 }, { parentId: null, hierarchyLevel: 0 }),
      moved('c', { hierarchyLevel: 3 }, { hierarchyLevel: 1 }, 0),
    ],
  ],
  ['moveSupervisor', { id: 'id:b', parentId: 'id:e', dryRun: true }, 'MoveSupervisorPayload'],
  ['activateSupervisor', { id: 'id:f', reason }, [status('f', 'SPAWNING', 'ACTIVE', { why: true })]],
  ['activateSupervisor', { id: 'id:a', reason }, 'ActivateSupervisorPayload'],
  ['pauseSupervisor', { id: 'id:a', reason }, [status('a', 'ACTIVE', 'PAUSED', { why: true })]],
  [
    'pauseSupervisor',
    { id: 'id:a', scope: 'SUBTREE' },
    [
      status('a', 'ACTIVE', 'PAUSED'),
      status('b', 'ACTIVE', 'PAUSED', { cause: 0 }),
      status('c', 'ACTIVE', 'PAUSED', { cause: 0 }),
    ],
  ],
  ['resumeSupervisor', { id: 'id:d', reason }, [status('d', 'PAUSED', 'ACTIVE', { why: true })]],
  ['resumeSupervisor', { id: 'id:a', scope: 'SUBTREE' }, [status('d', 'PAUSED', 'ACTIVE')]],
  ['failSupervisor', { id: 'id:root', reason }, [status('root', 'ACTIVE', 'FAILED', { why: true })]],
  [
    'failSupervisor',
    { id: 'id:a', reason },
    [status('a', 'ACTIVE', 'FAILED', { why: true }), childFailed('root', 'a')],
  ],
  ['restartSupervisor', { id: 'id:b', reason }, [status('b', 'ACTIVE', 'SPAWNING', { why: true, incarnation: true })]],
  [
    'restartSupervisor',
    { id: 'id:b', scope: 'SUBTREE', reason },
    [
      status('b', 'ACTIVE', 'SPAWNING', { why: true, incarnation: true }),
      status('c', 'ACTIVE', 'SPAWNING', { why: true, incarnation: true, cause: 0 }),
    ],
  ],
  ['terminateSupervisor', { id: 'id:c', reason }, [status('c', 'ACTIVE', 'TERMINATED', { why: true })]],
  ['terminateSupervisor', { id: 'id:a' }, 'HasLiveChildrenError'],
  [
    'terminateSupervisor',
    { id: 'id:a', childPolicy: 'CASCADE', reason },
    [
      status('a', 'ACTIVE', 'TERMINATED', { why: true }),
      status('b', 'ACTIVE', 'TERMINATED', { why: true, cause: 0 }),
      status('c', 'ACTIVE', 'TERMINATED', { why: true, cause: 0 }),
      status('d', 'PAUSED', 'TERMINATED', { why: true, cause: 0 }),
      left(0),
    ],
  ],
  [
    'terminateSupervisor',
    { id: 'id:a', childPolicy: 'REPARENT' },
    [
      status('a', 'ACTIVE', 'TERMINATED'),
      left(0),
      moved('b', { parentId: 'id:a', hierarchyLevel: 2 }, { parentId: 'id:root', hierarchyLevel: 1 }, 0),
      moved('c', { hierarchyLevel: 3 }, { hierarchyLevel: 2 }, 0),
      moved('d', { parentId: 'id:a', hierarchyLevel: 2 }, { parentId: 'id:root', hierarchyLevel: 1 }, 0),
    ],
  ],
  ['terminateSupervisor', { id: 'id:a', childPolicy: 'CASCADE', dryRun: true }, 'TerminateSupervisorPayload'],
  [
    'createTeam',
    {
      id: 'id:new team',
      supervisorId: 'id:e',
      name: 'new team',
      objective: 'win',
      members: [{ agentId: newcomer, role: 'LEAD' }],
    },
    [newTeam('e'), joined('new team', newcomer, { role: 'LEAD' }, 0)],
  ],
  [
    'updateTeam',
    { id: 'id:team', name: 'renamed', objective: 'win' },
    [
      {
        of: 'team',
        type: 'TEAM_UPDATED',
        before: { name: 'team', objective: null },
        after: { name: 'renamed', objective: 'win' },
      },
    ],
  ],
  [
    'deleteTeam',
    { id: 'id:team', endMemberships: true },
    [
      {
        of: 'team',
        type: 'TEAM_DELETED',
        before: { supervisorId: 'id:a', name: 'team', description: null, objective: null, config: {}, createdAt: now },
        after: null,
      },
      {
        of: 'member',
        type: 'MEMBER_LEFT',
        before: {
          teamId: 'id:team',
          agentId: agent,
          role: 'MEMBER',
          metadata: {},
          joinedAt: `${joinedAt}Z`,
          leftAt: null,
        },
        after: null,
        cause: 0,
      },
    ],
  ],
  ['updateTeam', { id: 'id:team', name: 'team', mergeConfig: { k: null } }, 'UpdateTeamPayload'],
  ['deleteTeam', { id: 'id:team' }, 'HasActiveMembersError'],
  [
    'addTeamMember',
    { teamId: 'id:team', agentId: newcomer, metadata: { k: 1 } },
    [joined('team', newcomer, { metadata: { k: 1 } })],
  ],
  ['addTeamMember', { teamId: 'id:team', agentId: agent }, 'AlreadyMemberError'],
  [
    'addTeamMembers',
    { teamId: 'id:other', members: [{ agentId: newcomer }, { agentId: agent, role: 'LEAD' }] },
    [joined('other', newcomer), joined('other', agent, { role: 'LEAD' })],
  ],
  [
    'updateTeamMember',
    { id: 'id:member', role: 'LEAD', metadata: { k: 1 } },
    [
      {
        of: 'member',
        type: 'MEMBER_UPDATED',
        before: { role: 'MEMBER', metadata: {} },
        after: { role: 'LEAD', metadata: { k: 1 } },
      },
    ],
  ],
  ['updateTeamMember', { id: 'id:member', role: 'MEMBER', metadata: {} }, 'UpdateTeamMemberPayload'],
  ['removeTeamMember', { id: 'id:member', reason }, [left()]],
  ['transferTeamMember', { id: 'id:member', toTeamId: 'id:team' }, 'AlreadyMemberError'],
  ['transferTeamMember', { id: 'id:member', toTeamId: 'id:other' }, [left(), joined('other', agent, {}, 0)]],
]

const stemOf = (mutation: string) => `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`

test('the table leaves out no mutation', () => {
  expect([...new Set(mutations.map(([mutation]) => mutation))].sort()).toEqual(mutationNames.toSorted())
})

test.each(mutations)('%s with %j leaves these events, and no others', async (mutation, input, leaves) => {
  const [answer, expected] = typeof leaves === 'string' ? [leaves, []] : [`${stemOf(mutation)}Payload`, leaves]
  const document = `mutation ($input: ${stemOf(mutation)}Input!) { result: ${mutation}(input: $input) { __typename } }`
  const events = await eventsOf(api, async () => {
    const { data, errors } = await api.request(document, { input: named(input) })
    expect({ data, errors }).toEqual({ data: { result: { __typename: answer } } })
  })
  const all = expected.map(({ before, after, ...event }) => ({
    version: 2,
    cause: null,
    ...event,
    before: withIds(before),
    after: withIds(after),
    actor: 'local',
    reason: 'reason' in input ? input.reason : null,
  }))
  const told = events.map((event) => tell(event, events, ids))
  expect(told[0]).toEqual(all[0]) // which others have for a cause
  expect(told.toSorted(byWhatChanged)).toEqual(all.toSorted(byWhatChanged))
})

type Named = Pick<ExpectedEvent, 'type' | 'of'>
function byWhatChanged(a: Named, b: Named): number {
  return `${a.type} ${a.of}` < `${b.type} ${b.of}` ? -1 : 1
}

/** The fields, with the ids of what they name; what is matched by a pattern stays. */
function withIds(fields: object | null): object | null {
  return (
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === 'string' ? named(value) : (value as unknown),
      ]),
    )
  )
}

test('through the API an event says the same as in the table', async () => {
  const document = graphql(`
    query EventsOfMutation {
      events(first: 2) {
        nodes {
          type
          actor
          reason
          supervisorId
          causedBy
          cursor
        }
      }
    }
  `)
  await api.request(
    `mutation ($id: ID!) { terminateSupervisor(input: { id: $id, childPolicy: CASCADE, reason: "over" }) { __typename } }`,
    {
      id: ids.b,
    },
  )
  const { events } = await api.data(document, {})
  const [second, first] = events.nodes
  expect(events.nodes).toEqual([
    {
      type: 'SUPERVISOR_STATUS_CHANGED',
      actor: 'local',
      reason: 'over',
      supervisorId: ids.c,
      causedBy: first?.cursor,
      cursor: some,
    },
    {
      type: 'SUPERVISOR_STATUS_CHANGED',
      actor: 'local',
      reason: 'over',
      supervisorId: ids.b,
      causedBy: null,
      cursor: some,
    },
  ])
  expect(second?.cursor).not.toBe(first?.cursor)
})
