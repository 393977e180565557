import { GraphQLError, valueFromASTUntyped } from 'graphql'
import { builder } from './builder.ts'

const rfc3339 = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i

function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}

export const DateTime = builder.scalarType('DateTime', {
  description:
    'A moment, as RFC 3339 in UTC with milliseconds: `2026-11-24T09:30:00.000Z`. Other offsets are accepted as input, and finer fractions are cut.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    if (value instanceof Date) return value // coerced already
    const [, day] = typeof value === 'string' ? (rfc3339.exec(value) ?? []) : []
    // the 31st of February would roll over to March
    const time = day !== undefined && isCalendarDay(day) ? new Date(String(value)) : undefined
    if (!time || Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999) {
      throw new GraphQLError(`expected a moment such as "2026-11-24T09:30:00.000Z", was given ${JSON.stringify(value)}`)
    }
    return time
  },
})

/** What it holds is judged where it is used, so that a mutation can answer with the place of what is wrong. */
export const JSONObject = builder.scalarType('JSONObject', {
  description:
    'A JSON object: at most 64 KiB as UTF-8 and 32 levels deep, without keys named `__proto__`, NUL characters or lone surrogates.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
})
