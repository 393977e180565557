import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ActionBar } from '../actions/ActionBar.tsx'
import { spawnRoot } from '../actions/supervisorActions.ts'
import { session } from '../api/session.ts'
import { fleet, results, tree } from '../model/app.ts'
import { roots } from '../model/readLevel.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { usePolling, useStores } from '../ui/hooks.ts'
import { router } from '../ui/router.ts'
import { toasts } from '../ui/Toasts.tsx'
import { BulkBar } from './BulkBar.tsx'
import { FilterBar } from './FilterBar.tsx'
import { readConditions } from './filters.ts'
import { StatusMap } from './StatusMap.tsx'
import { TreeGrid } from './TreeGrid.tsx'

/** The tree, or the supervisors that meet the conditions in the address. */
export function FleetPage(): JSX.Element {
  useStores(fleet, tree, results, router)
  const conditions = readConditions()
  const focus = router.search.get('focus')
  useEffect(() => {
    results.show(conditions)
  })
  useEffect(() => {
    if (focus === null) return
    void tree.reveal(focus).then((isFound) => {
      if (!isFound) toasts.show('The supervisor does not exist, or it is terminated.')
    })
  }, [focus])
  useEffect(
    () => () => {
      results.show(null)
    },
    [],
  )
  usePolling(
    3_000,
    () => {
      fleet.retry()
    },
    [],
  )
  const level = fleet.levels.get(roots)
  const [isSpawning, setSpawning] = useState(false) // an open form stays when the first supervisor arrives
  const canSpawnRoot = session.canOperate && session.viewer?.withinId == null
  if (isSpawning || (level?.isComplete && level.total === 0 && !conditions))
    return (
      <EmptyState
        title="There are no supervisors yet"
        end={canSpawnRoot && <ActionBar forms={[spawnRoot]} onToggle={setSpawning} />}
      >
        Spawn the first supervisor {canSpawnRoot && 'here, or '}with the mutation <code>spawnSupervisor</code>. To
        create many, run <code>npm run fleet -- apply &lt;file&gt;</code>. New supervisors appear here immediately.
      </EmptyState>
    )
  const source = conditions ? results : tree
  return (
    <div class="page fleet">
      <h1 class="visually-hidden">Fleet</h1>
      <FilterBar total={conditions && results.isRead ? results.total : null} />
      <div class="fleet-body">
        <div class="fleet-main">
          {conditions && results.isRead && results.total === 0 ? (
            <EmptyState title="No supervisor matches these filters">
              Change the search text or the filters above.
            </EmptyState>
          ) : (
            <TreeGrid
              key={conditions ? 'list' : 'tree'}
              source={source}
              label={conditions ? 'Supervisors found' : 'Fleet'}
            />
          )}
          <BulkBar source={source} />
        </div>
        <StatusMap />
      </div>
    </div>
  )
}
