import type { Context } from '../../context.ts'
import type { TokenRow } from '../../db/queries/rows.ts'
import type { PageArgs } from '../../domain/page.ts'
import type { Connection } from '../../loaders/connectionLoader.ts'

/**
 * Lists the API tokens that the caller can see, newest first.
 * @throws {ValidationError} if a paging argument is malformed
 */
export function listTokens(args: PageArgs, ctx: Context): Promise<Connection<TokenRow>> {
  return ctx.loaders.tokens.load(null, { boundary: ctx.viewer.within }, args)
}
