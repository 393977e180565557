import { expect, test } from 'vitest'
import type { ReadSupervisor } from '../../../clients/fleet/file/fleetFile.ts'
import type { Change } from '../../../clients/fleet/fleetApi.ts'
import { planSteps } from '../../../clients/fleet/planSteps.ts'

const item = (key: string, parentKey?: string): ReadSupervisor => ({
  supervisor: { key, name: key, teams: [], ...(parentKey !== undefined && { parentKey }) },
  names: [key],
  hasKey: true,
  place: [],
})
const change = (kind: Change['kind'], key: string): Change => ({
  ...{ kind, object: 'SUPERVISOR', key, teamKey: null, agentId: null, id: null, name: key },
  ...{ before: null, after: null, drift: [], teams: 0, members: 0 },
})
const many = Array.from({ length: 1_500 }, (_, i) => `n${i}`)
const keysOf = (steps: ReturnType<typeof planSteps>) =>
  steps?.map(({ items }) => items.map(({ supervisor }) => supervisor.key))

test('changes that fit into one request are one step', () => {
  const items = many.map((key) => item(key))
  const steps = planSteps(items, [change('RENAME', 'n3'), change('CREATE', 'n1')], ['gone'])
  expect(keysOf(steps)).toEqual([['n3', 'n1']])
  expect(steps?.[0]?.remove).toEqual(['gone'])
})

test('moves come first, with the new parents that they need; then new supervisors, then other changes', () => {
  const items = [
    item('top'),
    item('new', 'top'),
    item('moved', 'new'),
    ...many.map((key) => item(key, 'top')),
    item('changed'),
  ]
  const touched = [
    change('CREATE', 'new'),
    change('MOVE', 'moved'),
    ...many.map((key) => change('CREATE', key)),
    change('UPDATE', 'changed'),
  ]
  const steps = keysOf(planSteps(items, touched, []))
  expect(steps?.map((keys) => keys.length)).toEqual([2, 1_000, 500, 1])
  expect([steps?.[0], steps?.[3]]).toEqual([['moved', 'new'], ['changed']])
})

test('more moves than fit into one request are refused', () => {
  const items = many.map((key) => item(key))
  expect(
    planSteps(
      items,
      many.map((key) => change('MOVE', key)),
      [],
    ),
  ).toBe(null)
})
