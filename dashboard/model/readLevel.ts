import { askServer } from '../api/askServer.ts'
import { ChildLevelDocument, RootLevelDocument, type RowPageFragment } from '../generated/graphql.ts'

/** Stands for the parent of the roots. */
export const roots = ''

/** A page of the children of a supervisor, or of the roots; null if the supervisor does not exist. */
export async function readLevel(parentId: string, after: string | null): Promise<RowPageFragment | null> {
  const page = { after, isFirst: after === null } // counting takes as long as reading
  if (parentId === roots) return (await askServer(RootLevelDocument, page)).supervisors
  return (await askServer(ChildLevelDocument, { id: parentId, ...page })).supervisor?.children ?? null
}
