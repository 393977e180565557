import type { JSX } from 'preact'
import { router } from '../ui/router.ts'
import { sortBy, sortOf, type Sort } from './filters.ts'

/** The names of the columns. Those by which the API can order supervisors are buttons. */
export function GridHead({ canSelect }: { readonly canSelect: boolean }): JSX.Element {
  return (
    <div role="row" class="row head" aria-rowindex={1}>
      {canSelect && (
        <span role="columnheader" class="cell-select">
          <span class="visually-hidden">Selected</span>
        </span>
      )}
      <SortHead label="Name" ascending="name" descending="name-desc" />
      <SortHead label="Status" ascending="status" descending="status-desc" />
      <SortHead label="Since" ascending="newest" descending="oldest" />
      <span role="columnheader">Effective</span>
      <span role="columnheader">Health</span>
      <span role="columnheader" class="number">
        Children
      </span>
      <span role="columnheader" class="number" title="Live supervisors in the subtree">
        Subtree
      </span>
      <span role="columnheader" class="number" title="Agents in the subtree">
        Agents
      </span>
    </div>
  )
}

interface SortHeadProps {
  readonly label: string
  readonly ascending: Sort
  readonly descending: Sort
}

/** The tree is sorted by name. In another order, the supervisors are a list. */
function SortHead({ label, ascending, descending }: SortHeadProps): JSX.Element {
  const sort = sortOf(router.search)
  const direction = sort === ascending ? 'ascending' : sort === descending ? 'descending' : 'none'
  // an age is read with the oldest first, a name with the first letter first
  const first = label === 'Since' ? descending : ascending
  const next = sort === first ? (first === ascending ? descending : ascending) : first
  return (
    <span role="columnheader" aria-sort={direction}>
      <button
        class={`sort ${direction}`}
        title={`Sort by ${label === 'Since' ? 'the time of the last status change' : label.toLowerCase()}`}
        onClick={() => {
          sortBy(next)
        }}
      >
        {label}
      </button>
    </span>
  )
}
