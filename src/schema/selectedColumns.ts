import {
  getNamedType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql'
import { countGroups } from '../domain/counts.ts'
import { allColumns, columnGroups, omittable, type ColumnGroup, type ColumnSet } from '../domain/columns.ts'

/** What the selection of a field needs: columns of the row or groups of counts, and those of the fields below it. */
interface Needs {
  readonly columns?: ColumnSet
  readonly below?: FieldNeeds
}

/** A field that is missing here needs no omittable column. */
type FieldNeeds = Readonly<Record<string, Needs>>

const { path, times, cursor, links, level } = columnGroups

/** The needs of a type with rows: its columns are fields of the same name. `computed` are the needs of other fields. */
function needsOf(groups: Partial<Readonly<Record<ColumnGroup, readonly string[]>>>, computed: FieldNeeds): FieldNeeds {
  const columns = Object.entries(groups).flatMap(
    ([group, names]) => names.map((name) => [name, { columns: columnGroups[group as ColumnGroup] }] as const), // the keys of `groups`
  )
  return { ...Object.fromEntries(columns), ...computed }
}

const rows: FieldNeeds = {
  Supervisor: {
    below: needsOf(omittable.Supervisor, {
      parent: { columns: links },
      root: { columns: path },
      ancestors: { columns: path },
      effectiveStatus: { columns: links },
      blockedBy: { columns: links | path },
      allowedActions: { columns: links | level },
    }),
  },
  SupervisorTeam: {
    below: needsOf(omittable.SupervisorTeam, { supervisor: { columns: links }, allowedActions: { columns: links } }),
  },
  SupervisorTeamMember: {
    below: needsOf(omittable.SupervisorTeamMember, { team: { columns: links }, active: { columns: times } }),
  },
}

/** The needs of a connection of rows. */
function connectionOf(node: Needs): Needs {
  return {
    below: {
      nodes: node,
      edges: { columns: cursor, below: { node } },
      pageInfo: { columns: cursor },
    },
  }
}

const { supervisors, health, teams, members } = countGroups

/** The needs of each type that `selectedColumns` knows. */
const types: FieldNeeds = {
  ...rows,
  HierarchyStats: {
    below: {
      supervisors: { columns: supervisors },
      byStatus: { columns: supervisors },
      maxLevel: { columns: supervisors },
      byHealth: { columns: health },
      teams: { columns: teams },
      activeMemberships: { columns: members },
      activeAgents: { columns: members },
    },
  },
  ...Object.fromEntries(Object.entries(rows).map(([type, node]) => [`${type}Connection`, connectionOf(node)])),
}

const known = new WeakMap<SelectionSetNode, ColumnSet>()

/**
 * The columns that a field has to read for what the client selects below it: a field of a row or of a connection of rows. The
 * groups of counts for a field of statistics. All columns for any other type.
 */
export function selectedColumns({ fieldNodes, fragments, returnType }: GraphQLResolveInfo): ColumnSet {
  const needs = types[getNamedType(returnType).name]?.below
  if (!needs) return allColumns
  let columns = 0
  for (const { selectionSet } of fieldNodes) {
    if (!selectionSet) continue
    let own = known.get(selectionSet)
    if (own === undefined) {
      own = columnsBelow(selectionSet, needs, fragments)
      known.set(selectionSet, own)
    }
    columns |= own
  }
  return columns
}

function columnsBelow(
  { selections }: SelectionSetNode,
  needs: FieldNeeds,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): ColumnSet {
  let set = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const { columns = 0, below } = needs[selection.name.value] ?? {}
      set |= columns
      if (below && selection.selectionSet) set |= columnsBelow(selection.selectionSet, below, fragments)
    } else {
      const spread =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value]?.selectionSet : selection.selectionSet
      if (spread) set |= columnsBelow(spread, needs, fragments)
    }
  }
  return set
}
