import type { GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import { errorCodes, type ErrorCode } from '../domain/errors.ts'

/** Keeps what mutations are refused for: of each the field itself, and none of what is selected of its result. */
export function noteRefusals(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field
    if (!resolve) throw new TypeError(`${field.name} does nothing`)
    field.resolve = async (source, args, context: Context, info) => {
      const result: unknown = await resolve(source, args, context, info)
      const code = codeOf(result)
      if (code) context.outcome.noteRefusal(code)
      return result
    }
  }
  return schema
}

/** Of an error, which is no instance of its class any more: Pothos has put a proxy around it. No payload has a code. */
function codeOf(result: unknown): ErrorCode | undefined {
  if (typeof result !== 'object' || result === null || !('code' in result)) return undefined
  return errorCodes.find((code) => code === result.code)
}
