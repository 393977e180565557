import type { JSX } from 'preact'
import { SupervisorPicker } from '../actions/SupervisorPicker.tsx'
import type { SupervisorStatus } from '../generated/graphql.ts'
import { names } from '../model/app.ts'
import { useStores } from '../ui/hooks.ts'
import { router } from '../ui/router.ts'
import { StatusMark, statusNames } from '../ui/StatusMark.tsx'
import { WithinChip } from '../ui/WithinChip.tsx'
import { statusOrder } from '../model/rowOrder.ts'
import { healthStates, isSort, sortBy, sortOf, valuesOf, type Sort } from './filters.ts'

const healthNames: Readonly<Record<string, string>> = {
  HEALTHY: 'Healthy',
  LATE: 'Late',
  UNRESPONSIVE: 'Unresponsive',
  UNKNOWN: 'No heartbeat yet',
  NOT_MONITORED: 'Not monitored',
}

const sortNames: Readonly<Record<Sort, string>> = {
  name: 'Name, A to Z',
  'name-desc': 'Name, Z to A',
  status: 'Failed first',
  'status-desc': 'Failed last',
  oldest: 'Oldest change',
  newest: 'Newest change',
}

/** Search and filters. They are in the address. */
export function FilterBar({ total }: { readonly total: number | null }): JSX.Element {
  useStores(router, names)
  const { search } = router
  const statuses = valuesOf(search.get('status'), statusOrder)
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
      {within === null ? (
        <SupervisorPicker
          id="within"
          value=""
          placeholder="Subtree of"
          onChange={(id) => {
            if (id !== '') router.setSearch({ within: id })
          }}
        />
      ) : (
        <WithinChip within={within} />
      )}
      <div class="chips" role="group" aria-label="Status">
        {statusOrder.map((status) => (
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
        <option value="">Any health</option>
        {healthStates.map((state) => (
          <option key={state} value={state}>
            {healthNames[state]}
          </option>
        ))}
      </select>
      <span class="levels" role="group" aria-label="Level">
        <LevelInput name="minLevel" label="Minimum level" placeholder="min level" />
        <LevelInput name="maxLevel" label="Maximum level" placeholder="max level" />
      </span>
      <select
        aria-label="Sort by"
        value={sortOf(search)}
        onChange={(event) => {
          const { value } = event.currentTarget
          if (isSort(value)) sortBy(value)
        }}
      >
        {Object.entries(sortNames).map(([sort, name]) => (
          <option key={sort} value={sort}>
            {name}
          </option>
        ))}
      </select>
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

interface LevelInputProps {
  readonly name: 'minLevel' | 'maxLevel'
  readonly label: string
  readonly placeholder: string
}

function LevelInput({ name, label, placeholder }: LevelInputProps): JSX.Element {
  return (
    <input
      type="number"
      min={0}
      max={100}
      aria-label={label}
      placeholder={placeholder}
      value={router.search.get(name) ?? ''}
      onInput={(event) => {
        router.setSearch({ [name]: event.currentTarget.value })
      }}
    />
  )
}
