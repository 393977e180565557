import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { messageOf, RequestFailed } from '../api/askServer.ts'
import { session } from '../api/session.ts'
import { names } from '../model/app.ts'
import { copyText } from '../ui/copyText.ts'
import { useStores } from '../ui/hooks.ts'
import { toasts } from '../ui/Toasts.tsx'
import type { ActionForm, Step, Values } from './ActionForm.ts'
import { remedyOf, type Refusal } from './change.ts'
import { FieldInput, faultOf } from './FieldInput.tsx'

interface ActionDialogProps {
  readonly form: ActionForm
  readonly onClose: () => void
}

/** A form in a modal dialog: fields, then the impact where the API has it, then the result or the refusal. */
export function ActionDialog({ form, onClose }: ActionDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(form.fields.map(({ name, initial = '' }) => [name, initial])),
  )
  const [step, setStep] = useState<Step | null>(null)
  const [isSending, setSending] = useState(false)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  const send = async (request: () => Promise<Step>): Promise<void> => {
    setSending(true)
    const next = await request().catch((error: unknown): Step => ({ kind: 'refused', refusal: refusalOf(error) }))
    setSending(false)
    if (next.kind === 'done') {
      toasts.show(next.message)
      dialog.current?.close() // the focus returns to the button
    } else setStep(next)
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    void send(step?.kind === 'confirm' ? step.confirm : () => form.submit(values))
  }
  const isValid = form.fields.every((field) => faultOf(field, values[field.name] ?? '') === null)
  const isConfirming = step?.kind === 'confirm'
  return (
    <dialog ref={dialog} class="action" aria-labelledby="action-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="action-title">{form.title}</h2>
        {form.note !== undefined && !isConfirming && <p class="dim">{form.note}</p>}
        {step?.kind === 'secret' ? (
          <Secret secret={step.secret} />
        ) : isConfirming ? (
          <div class="impact" role="alert">
            <h3>This will happen</h3>
            <ul>
              {step.impact.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ) : (
          form.fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              onChange={(value) => {
                setStep(null)
                setValues({ ...values, [field.name]: value })
              }}
            />
          ))
        )}
        {step?.kind === 'refused' && <RefusalBox refusal={step.refusal} />}
        <div class="buttons">
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            {step?.kind === 'secret' ? 'Close' : 'Cancel'}
          </button>
          {isConfirming && (
            <button
              type="button"
              class="plain"
              onClick={() => {
                setStep(null)
              }}
            >
              Back
            </button>
          )}
          {step?.kind !== 'secret' && (
            <button type="submit" class={form.isDangerous ? 'danger' : 'primary'} disabled={!isValid || isSending}>
              {isConfirming ? step.label : form.submitLabel}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}

function RefusalBox({ refusal }: { readonly refusal: Refusal }): JSX.Element {
  useStores(names)
  const path = refusal.path?.slice(1).join(' › ')
  return (
    <div class="refusal" role="alert">
      <strong class="mono">{refusal.code}</strong>
      {path && <span class="dim"> at {path}</span>}
      <p>{names.replaceIds(refusal.message)}</p>
      <p>{remedyOf(refusal)}</p>
    </div>
  )
}

function Secret({ secret }: { readonly secret: string }): JSX.Element {
  useEffect(() => {
    session.hold()
    return () => {
      session.release()
    }
  }, [])
  return (
    <div class="secret">
      <p>Store this secret now. It cannot be read again.</p>
      <code>{secret}</code>
      <button
        type="button"
        class="plain"
        onClick={() => void copyText('Secret', secret, 'Could not copy the secret. Select its text instead.')}
      >
        Copy
      </button>
    </div>
  )
}

function refusalOf(error: unknown): Refusal {
  return { code: error instanceof RequestFailed ? error.code : 'UNKNOWN', message: messageOf(error) }
}
