import { expect, test } from 'vitest'
import { coloured, describeEvent, plain, type WatchedEvent } from '../../clients/watch/describeEvent.ts'

const event: WatchedEvent = {
  type: 'SUPERVISOR_UPDATED',
  at: '2026-01-02T03:04:05.678Z',
  actor: 'ops',
  onBehalfOf: null,
  reason: null,
  supervisorId: '8faf1255-738f-8b01-a1a7-3d6bad012f88',
  supervisor: { name: 'platform' },
  teamId: null,
  agentId: null,
  before: { name: 'plat' },
  after: { name: 'platform' },
}
/** Omits the time of day, which depends on the local time zone. */
const describeIt = (change: Partial<WatchedEvent>): string =>
  describeEvent({ ...event, ...change }, plain).replace(/^\d\d:\d\d:\d\d {2}[A-Z_]+ +/, '')

test.each<[string, Partial<WatchedEvent>, string]>([
  ['the old and the new value', {}, 'platform  name plat → platform  by ops'],
  ['the reason', { reason: 'renamed' }, 'platform  name plat → platform  by ops: renamed'],
  [
    'on whose behalf the change was made',
    { actor: 'gateway', onBehalfOf: 'alice', reason: 'renamed' },
    'platform  name plat → platform  by gateway for alice: renamed',
  ],
  [
    'the values of a new object',
    { before: null, after: { name: 'a', status: 'SPAWNING', config: {} } },
    'platform  name a, status SPAWNING  by ops',
  ],
  [
    'a deleted supervisor by its last name',
    { type: 'SUPERVISOR_DELETED', supervisor: null, before: { name: 'gone', status: 'ACTIVE' }, after: null },
    'gone  name gone, status ACTIVE  by ops',
  ],
  [
    'a supervisor that the caller cannot see by its id',
    { type: 'TEAM_UPDATED', supervisor: null },
    '8faf1255  name plat → platform  by ops',
  ],
  [
    'a team and an agent by their ids',
    {
      teamId: '5bdba967-a32a-8871-a228-117d7fe7c2e5',
      agentId: 'd77af458-abde-85d8-a513-5314a73e344e',
      before: null,
      after: { role: 'MEMBER' },
    },
    'platform team 5bdba967 agent d77af458  role MEMBER  by ops',
  ],
  [
    'ids, objects and null in a short form',
    {
      before: {
        parentId: '5bdba967-a32a-8871-a228-117d7fe7c2e5',
        config: { a: 'x'.repeat(50) },
        statusChangedAt: 'then',
      },
      after: { parentId: null, config: {}, statusChangedAt: 'now' },
    },
    `platform  parentId 5bdba967 → –, config {"a":"${'x'.repeat(33)}… → {}  by ops`,
  ],
  ['no values if none changed', { before: null, after: null }, 'platform  by ops'],
  [
    'names and actors without control characters',
    { supervisor: { name: 'a\nb\u009b31mc\u202ed\u2028e' }, actor: '\u001b]0;x\u0007y', before: null, after: null },
    'a b 31mc d e  by ]0;x y',
  ],
])('a line shows %s', (_what, change, line) => {
  expect(describeIt(change)).toBe(line)
})

test('a failure is red, and a spawned supervisor is green', () => {
  const failed = describeEvent({ ...event, type: 'SUPERVISOR_STATUS_CHANGED', after: { status: 'FAILED' } }, coloured)
  expect(failed).toContain('\u001b[31mSUPERVISOR_STATUS_CHANGED\u001b[39m')
  expect(describeEvent({ ...event, type: 'SUPERVISOR_SPAWNED' }, coloured)).toContain('\u001b[32mSUPERVISOR_SPAWNED')
})
