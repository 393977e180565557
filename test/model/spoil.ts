import { isObject } from './json.ts'

const noIds = ['no UUID', 'ffffffff-ffff-ffff-ffff-ffffffffffff']
const noText = ['a\0b', 'x'.repeat(10_001)]
const noJson = [{ k: { l: 'a\0b' } }]
const spoiled: Readonly<Record<string, readonly unknown[]>> = {
  id: noIds,
  parentId: noIds,
  supervisorId: noIds,
  teamId: noIds,
  toTeamId: noIds,
  agentId: noIds,
  policyVersionId: noIds,
  name: [' ', 'x'.repeat(256)],
  role: [' ', 'x'.repeat(101)],
  description: noText,
  objective: noText,
  reason: noText,
  config: noJson,
  mergeConfig: noJson,
  metadata: noJson,
  incarnation: [0],
  sequence: [-1],
}

/** Replaces one field of the input by an invalid value. Omitted fields stay omitted. */
export function spoil<Input extends object>(input: Input, n: number): Input {
  const copy = structuredClone(input)
  const places = findPlaces(copy)
  const place = places[n % places.length]
  if (place) place.object[place.field] = place.bad[n % place.bad.length]
  return copy
}

interface Spot {
  readonly object: Record<string, unknown>
  readonly field: string
  readonly bad: readonly unknown[]
}

function findPlaces(value: unknown): Spot[] {
  if (Array.isArray(value)) return value.flatMap(findPlaces)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, given]) => {
    const bad = spoiled[field]
    return bad ? (given == null ? [] : [{ object: value, field, bad }]) : findPlaces(given)
  })
}
