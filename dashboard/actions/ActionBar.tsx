import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ActionDialog } from './ActionDialog.tsx'
import type { ActionForm } from './ActionForm.ts'

interface ActionBarProps {
  readonly forms: readonly ActionForm[]
  /** Called when a form opens or closes. */
  readonly onToggle?: (isOpen: boolean) => void
}

/** Buttons that open forms. An open form keeps the version that the operator saw when it was opened. */
export function ActionBar({ forms, onToggle }: ActionBarProps): JSX.Element | null {
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
            onToggle?.(true)
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
            onToggle?.(false)
          }}
        />
      )}
    </div>
  )
}
