import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ActionDialog } from './ActionDialog.tsx'
import type { ActionForm } from './ActionForm.ts'

/** Buttons that open forms. An open form keeps the version that the operator saw when it was opened. */
export function ActionBar({ forms }: { readonly forms: readonly ActionForm[] }): JSX.Element | null {
  const [open, setOpen] = useState<ActionForm | null>(null)
  if (forms.length === 0 && open === null) return null
  return (
    <div class="actions">
      {forms.map((form) => (
        <button
          key={form.label}
          class={form.isDangerous ? 'danger' : 'plain'}
          onClick={() => {
            setOpen(form)
          }}
        >
          {form.label}
        </button>
      ))}
      {open !== null && (
        <ActionDialog
          form={open}
          onClose={() => {
            setOpen(null)
          }}
        />
      )}
    </div>
  )
}
