import type { JSX } from 'preact'
import { names } from '../model/app.ts'
import { router } from './router.ts'

/** The filter on a subtree, with which the address names its top. A click removes it. */
export function WithinChip({ within }: { readonly within: string }): JSX.Element {
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={true}
      title="Remove this filter"
      onClick={() => {
        router.setSearch({ within: null })
      }}
    >
      in {names.labelOf(within)} ×
    </button>
  )
}
