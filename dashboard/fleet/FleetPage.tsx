import type { JSX } from 'preact'
import { fleet, view } from '../model/app.ts'
import { roots } from '../model/Fleet.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useStores } from '../ui/hooks.ts'
import { TreeGrid } from './TreeGrid.tsx'

export function FleetPage(): JSX.Element {
  useStores(fleet, view)
  const level = fleet.levelOf(roots)
  const isEmpty = level?.isComplete && level.total === 0
  return (
    <div class="page fleet">
      <h1 class="visually-hidden">Fleet</h1>
      {isEmpty ? (
        <EmptyState title="There are no supervisors yet">
          Spawn the first one with the mutation <code>spawnSupervisor</code>, or load a fleet file with{' '}
          <code>npm run fleet:apply</code>. It appears here at once.
        </EmptyState>
      ) : (
        <TreeGrid source={view} label="Fleet" />
      )}
    </div>
  )
}
