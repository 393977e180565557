import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql'
import type { Random } from './random.ts'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Returns a value of an input type for a JSON variable, or undefined to omit it. `ids` are those of existing objects. */
export function randomValue(
  type: GraphQLInputType,
  name: string,
  ids: readonly string[],
  random: Random,
): JsonValue | undefined {
  // otherwise the result would depend on earlier requests
  if (name === 'maxAgeSeconds') return 0
  // cursors are refused unless they come from the same list
  if (!isNonNullType(type) && (/^(after|before|last)$/.test(name) || random.chance(0.5))) return undefined
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    const length = random.pick([1, 2, 10, 100])
    const items = Array.from({ length }, () => randomValue(nullable.ofType, name, ids, random))
    return items.filter((item) => item !== undefined)
  }
  if (isEnumType(nullable)) return random.pick(nullable.getValues()).name
  if (isInputObjectType(nullable))
    return Object.fromEntries(
      Object.values(nullable.getFields()).flatMap((field) => {
        const value = randomValue(field.type, field.name, ids, random)
        return value === undefined ? [] : [[field.name, value]]
      }),
    )
  switch (nullable.toString()) {
    case 'Boolean':
      return random.chance(0.5)
    case 'Int':
      return name === 'first' ? random.pick([100, 100, 50, 10, 1]) : random.below(4)
    case 'DateTime':
      return new Date(Date.now() - random.below(3_600_000)).toISOString()
    case 'ID':
      return random.pick(ids)
    default:
      return random.pick(['supervisor', 'visor 1', '%_', 'x'.repeat(200), String(random.below(1_000))])
  }
}
