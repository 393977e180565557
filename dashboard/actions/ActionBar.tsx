import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { ActionDialog } from './ActionDialog.tsx'
import type { ActionForm } from './ActionForm.ts'

interface ActionBarProps {
  readonly forms: readonly ActionForm[]
  /** Called when a form opens or closes. */
  readonly onToggle?: (isOpen: boolean) => void
}

/**
 * Buttons that open forms. An open form keeps the version that the operator saw when it was opened. If the button with
 * the focus goes, another one gets it, or the row or page around the bar.
 */
export function ActionBar({ forms, onToggle }: ActionBarProps): JSX.Element | null {
  const [open, setOpen] = useState<ActionForm | null>(null)
  const bar = useRef<HTMLDivElement>(null)
  const isFocused = bar.current?.contains(document.activeElement) ?? false
  const place = bar.current?.closest<HTMLElement>('[tabindex="-1"]')
  const keepFocus = (): void => {
    if (document.activeElement !== document.body) return
    const next = bar.current?.querySelector<HTMLElement>(':scope > button') ?? place
    next?.focus()
  }
  useLayoutEffect(() => {
    if (isFocused) keepFocus() // the button that had it may have gone: the action is no longer allowed
  })
  if (forms.length === 0 && open === null) return null
  return (
    <div ref={bar} class="actions">
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
            keepFocus()
            onToggle?.(false)
          }}
        />
      )}
    </div>
  )
}
