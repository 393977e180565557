import { GraphQLError, valueFromASTUntyped } from 'graphql'
import { excerptJson } from '../domain/input.ts'
import { builder } from './builder.ts'

const rfc3339 = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i

function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}

export const DateTime = builder.scalarType('DateTime', {
  description:
    'Date and time as RFC 3339 in UTC with milliseconds: `2026-11-24T09:30:00.000Z`. Input may have another offset; digits beyond milliseconds are cut off.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    if (value instanceof Date) return value // variables of compiled operations are coerced twice (`coerceVariables`)
    const [, day] = typeof value === 'string' ? (rfc3339.exec(value) ?? []) : []
    // `Date` would roll 31 February over to March
    const time = day !== undefined && isCalendarDay(day) ? new Date(String(value)) : undefined
    if (!time || Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999) {
      throw new GraphQLError(`expected a date and time such as "2026-11-24T09:30:00.000Z", got ${excerptJson(value)}`)
    }
    return time
  },
})

/**
 * Accepts any value. The use cases validate it (`parseJsonObject`), so that a mutation can return a ValidationError with
 * the path of the invalid value, instead of a top-level error.
 */
export const JSONObject = builder.scalarType('JSONObject', {
  description:
    'JSON object. As input: at most 64 KiB as UTF-8 and 32 levels deep. Keys named `__proto__`, NUL characters, lone surrogates, and whole numbers beyond ±9007199254740991 are refused.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
})
