import type { JSX } from 'preact'
import { JsonDiff } from '../ui/JsonDiff.tsx'
import type { Field } from './ActionForm.ts'
import { parseJson } from './steps.ts'
import { SupervisorPicker } from './SupervisorPicker.tsx'
import { TeamPicker } from './TeamPicker.tsx'

interface FieldInputProps {
  readonly field: Field
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Why the value cannot be sent; null if it can. */
export function faultOf({ kind, isRequired = false }: Field, value: string): string | null {
  if (isRequired && value.trim() === '') return 'Required'
  return kind === 'json' ? faultOfJson(value) : null
}

function faultOfJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'A JSON object is required.'
  } catch (error) {
    return error instanceof Error ? error.message : 'This is not JSON.'
  }
}

export function FieldInput({ field, value, onChange }: FieldInputProps): JSX.Element {
  const { name, label, kind, hint, choices = [], isRequired = false, initial = '' } = field
  const id = `field-${name}`
  const fault = value === initial ? null : faultOf(field, value)
  if (kind === 'checkbox')
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value === 'true'}
          onChange={(event) => {
            onChange(event.currentTarget.checked ? 'true' : '')
          }}
        />
        {label}
      </label>
    )
  if (kind === 'choice')
    return (
      <fieldset>
        <legend>{label}</legend>
        {choices.map(([choice, text]) => (
          <label key={choice} class="check">
            <input
              type="radio"
              name={name}
              checked={value === choice}
              onChange={() => {
                onChange(choice)
              }}
            />
            {text}
          </label>
        ))}
      </fieldset>
    )
  return (
    <div class="field">
      <label for={id}>
        {label}
        {!isRequired && kind !== 'json' && <span class="dim"> (optional)</span>}
      </label>
      {kind === 'supervisor' ? (
        <SupervisorPicker id={id} value={value} onChange={onChange} />
      ) : kind === 'team' ? (
        <TeamPicker id={id} value={value} onChange={onChange} />
      ) : kind === 'dateTime' ? (
        <input
          id={id}
          type="datetime-local"
          value={value}
          onInput={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      ) : kind === 'text' ? (
        <input
          id={id}
          type="text"
          autocomplete="off"
          required={isRequired}
          value={value}
          onInput={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      ) : (
        <textarea
          id={id}
          rows={kind === 'json' ? 10 : 3}
          class={kind === 'json' ? 'mono' : ''}
          spellcheck={kind !== 'json'}
          value={value}
          onInput={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )}
      {fault !== null && <p class="fault">{fault}</p>}
      {fault === null && kind === 'json' && value !== initial && initial !== '{}' && (
        <JsonDiff before={parseJson(initial)} after={parseJson(value)} />
      )}
      {hint !== undefined && <p class="dim hint">{hint}</p>}
    </div>
  )
}
