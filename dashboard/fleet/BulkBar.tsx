import type { JSX } from 'preact'
import { ActionBar } from '../actions/ActionBar.tsx'
import { countOf, reasonField, type ActionForm, type Step } from '../actions/ActionForm.ts'
import { runScoped, scopeField, type ScopedDocument } from '../actions/runScoped.ts'
import { PauseDocument, RestartDocument, ResumeDocument } from '../generated/graphql.ts'
import { fleet } from '../model/app.ts'
import type { GridState } from '../model/GridState.ts'
import type { Row } from '../model/Row.ts'

/** What can be done with the selected rows together. */
export function BulkBar({ source }: { readonly source: GridState }): JSX.Element | null {
  const rows = [...source.selected].flatMap((id) => fleet.rows.get(id) ?? [])
  if (rows.length === 0) return null
  return (
    <div class="bulk" role="region" aria-label="Selected supervisors">
      <strong>{rows.length.toLocaleString()} selected</strong>
      <ActionBar
        forms={[
          bulkForm('Pause', PauseDocument, rows),
          bulkForm('Resume', ResumeDocument, rows),
          bulkForm('Restart', RestartDocument, rows),
        ]}
      />
      <button
        class="quiet"
        onClick={() => {
          source.clearSelection()
        }}
      >
        Clear
      </button>
    </div>
  )
}

function bulkForm(label: string, document: ScopedDocument, rows: readonly Row[]): ActionForm {
  return {
    label,
    title: `${label} ${countOf(rows.length, 'supervisor')}`,
    note: 'The supervisors are changed one by one. If the server refuses one change, the others are still made.',
    fields: [{ ...scopeField, initial: 'SUBTREE' }, reasonField],
    submitLabel: `${label} ${countOf(rows.length, 'supervisor')}`,
    submit: async (values) => {
      const refusals: string[] = []
      let code = ''
      for (const row of rows) {
        const step: Step = await runScoped(document, label, row, values)
        if (step.kind !== 'refused') continue
        code = step.refusal.code
        refusals.push(`${row.name}: ${step.refusal.message}`)
      }
      if (refusals.length === 0)
        return { kind: 'done', message: `${label}: applied to ${countOf(rows.length, 'supervisor')}.` }
      const message = `${refusals.length} of ${countOf(rows.length, 'supervisor')} refused. ${refusals.slice(0, 5).join(' ')}`
      return { kind: 'refused', refusal: { code, message } }
    },
  }
}
