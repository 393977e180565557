import type { JSX } from 'preact'
import type { SupervisorStatus } from '../generated/graphql.ts'
import { names } from '../model/app.ts'
import { useStores } from '../ui/hooks.ts'
import { router } from '../ui/router.ts'
import { StatusMark, statusNames } from '../ui/StatusMark.tsx'
import { healthStates, shownStatuses, valuesOf } from './filters.ts'

const healthNames: Readonly<Record<string, string>> = {
  HEALTHY: 'healthy',
  LATE: 'late',
  UNRESPONSIVE: 'unresponsive',
  UNKNOWN: 'no heartbeat yet',
  NOT_MONITORED: 'not monitored',
}

/** Search and filters. They are in the address. */
export function FilterBar({ total }: { readonly total: number | null }): JSX.Element {
  useStores(router, names)
  const { search } = router
  const statuses = valuesOf(search.get('status'), shownStatuses)
  const within = search.get('within')
  const toggle = (status: SupervisorStatus): void => {
    const next = statuses.includes(status) ? statuses.filter((each) => each !== status) : [...statuses, status]
    router.setSearch({ status: next.join(',') })
  }
  return (
    <div class="filter-bar" role="search">
      <input
        id="search"
        type="search"
        placeholder="Search by name"
        aria-label="Search by name"
        aria-keyshortcuts="/"
        value={search.get('q') ?? ''}
        onInput={(event) => {
          router.setSearch({ q: event.currentTarget.value })
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'ArrowDown') return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === 'Escape') router.setSearch({ q: null })
          document.querySelector<HTMLElement>('[role=treegrid] [role=row][tabindex="0"]')?.focus()
        }}
      />
      <div class="chips" role="group" aria-label="Status">
        {shownStatuses.map((status) => (
          <button
            key={status}
            class="chip"
            aria-pressed={statuses.includes(status)}
            onClick={() => {
              toggle(status)
            }}
          >
            <StatusMark status={status} /> {statusNames[status]}
          </button>
        ))}
      </div>
      <select
        aria-label="Health"
        value={search.get('health') ?? ''}
        onChange={(event) => {
          router.setSearch({ health: event.currentTarget.value })
        }}
      >
        <option value="">any health</option>
        {healthStates.map((state) => (
          <option key={state} value={state}>
            {healthNames[state]}
          </option>
        ))}
      </select>
      <select
        aria-label="Level"
        value={search.get('maxLevel') ?? ''}
        onChange={(event) => {
          router.setSearch({ maxLevel: event.currentTarget.value })
        }}
      >
        <option value="">any level</option>
        {[0, 1, 2, 3, 4, 5].map((level) => (
          <option key={level} value={level}>
            {level === 0 ? 'roots' : `to level ${level}`}
          </option>
        ))}
      </select>
      <select
        aria-label="Order"
        value={search.get('sort') ?? ''}
        onChange={(event) => {
          router.setSearch({ sort: event.currentTarget.value })
        }}
      >
        <option value="">by name</option>
        <option value="oldest">oldest first</option>
        <option value="newest">newest first</option>
      </select>
      {within !== null && (
        <button
          class="chip"
          aria-pressed={true}
          title="Remove this filter"
          onClick={() => {
            router.setSearch({ within: null })
          }}
        >
          in {names.get(within) ?? within.slice(0, 8)} ×
        </button>
      )}
      {total !== null && (
        <span class="filter-end">
          <span class="dim" role="status">
            {total.toLocaleString()} found
          </span>
          <button
            class="quiet"
            onClick={() => {
              router.setSearch({
                q: null,
                status: null,
                health: null,
                within: null,
                minLevel: null,
                maxLevel: null,
                sort: null,
              })
            }}
          >
            Show the tree
          </button>
        </span>
      )}
    </div>
  )
}
