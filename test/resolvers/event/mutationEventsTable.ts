import { randomUUID } from 'node:crypto'
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
  type ExpectedEvent,
} from '../../support/events/expectedEvents.ts'

/** `agent` is a member of the team `team`; `newcomer` is in no team. */
export const agent = randomUUID()
const newcomer = randomUUID()
export const joinedAt = '2026-01-01T00:00:00.000'

/**
 * Mutations with their inputs, and the events that each writes, in order. A mutation that writes no event has the type
 * of its result instead.
 */
export const mutations: [mutation: string, input: object, leaves: ExpectedEvent[] | string][] = [
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
    'applyFleet',
    {
      fleet: 'f',
      parentId: 'id:b',
      supervisors: [
        {
          key: 'new',
          id: 'id:new',
          name: 'new',
          teams: [
            { key: 't', id: 'id:new team', name: 'new team', objective: 'win', members: [{ agentId: newcomer }] },
          ],
        },
      ],
    },
    [newSupervisor('new', { parentId: 'id:b', hierarchyLevel: 3 }), newTeam('new'), joined('new team', newcomer)],
  ],
  [
    'applyFleet',
    { fleet: 'f', parentId: 'id:root', supervisors: [{ key: 'a', id: 'id:a', name: 'a' }] },
    'ApplyFleetPayload',
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
