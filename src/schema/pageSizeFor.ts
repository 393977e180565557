import {
  getNamedType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql'
import { columnGroups } from '../domain/columns.ts'
import { maxLargePageSize, maxPageSize } from '../domain/page.ts'
import { selectedColumns } from './selectedColumns.ts'

const known = new WeakMap<SelectionSetNode, boolean>()

/** The largest page size of a connection. A page can be large if its nodes need no loads, no documents and no long texts. */
export function pageSizeFor(info: GraphQLResolveInfo): number {
  if (selectedColumns(info) & columnGroups.details) return maxPageSize
  const type = getNamedType(info.returnType)
  const isLarge = info.fieldNodes.every(({ selectionSet }) => !selectionSet || selectsColumns(selectionSet, type, info))
  return isLarge ? maxLargePageSize : maxPageSize
}

/** The fields of a connection that contain its nodes. Its other fields do not depend on the page size. */
const nodeFields = ['nodes', 'edges', 'node']

function selectsColumns(set: SelectionSetNode, type: GraphQLNamedType, info: GraphQLResolveInfo): boolean {
  const found = known.get(set)
  if (found !== undefined) return found
  const result = set.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value
      const field = isObjectType(type) ? type.getFields()[name] : undefined
      if (!field || ['pageInfo', 'totalCount', 'cursor'].includes(name)) return true
      if (selection.selectionSet && nodeFields.includes(name))
        return selectsColumns(selection.selectionSet, getNamedType(field.type), info)
      return 'pothosExposedField' in field.extensions && !selection.selectionSet
    }
    const fragments: Readonly<Record<string, FragmentDefinitionNode>> = info.fragments
    const below = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]
    return !below || selectsColumns(below.selectionSet, type, info)
  })
  known.set(set, result)
  return result
}
