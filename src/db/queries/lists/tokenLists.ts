import sql from 'sql-template-tag'
import type { SupervisorId } from '../../../domain/glossary.ts'
import { isOfSubtree } from '../tokens.ts'
import { tokenRow, type TokenRow } from '../rows.ts'
import { byTime, type PagedList } from './pagedList.ts'

/** All tokens, newest first; or those whose subtree is within that of `boundary`. */
export function tokenList({ boundary }: { readonly boundary: SupervisorId | null }): PagedList<TokenRow> {
  return {
    columnsIn: tokenRow.columnsIn,
    from: tokenRow.from,
    where: boundary === null ? [] : [isOfSubtree(boundary)],
    sort: byTime(sql`a.created_at`, sql`a.id`, (row) => row.createdAt),
    descending: true,
    cursors: { connection: 'Query.tokens', order: 'CREATED_AT DESC', keyType: 'timestamp' },
  }
}
