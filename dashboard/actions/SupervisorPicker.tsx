import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { askServer } from '../api/askServer.ts'
import { SupervisorNamesDocument, type SupervisorNamesQuery } from '../generated/graphql.ts'
import { names } from '../model/app.ts'
import { StatusMark } from '../ui/StatusMark.tsx'

type Candidate = SupervisorNamesQuery['supervisors']['nodes'][number]

interface SupervisorPickerProps {
  readonly id: string
  /** The id of the chosen supervisor; empty if there is none. */
  readonly value: string
  readonly onChange: (id: string) => void
  /** Names the field where no label does. */
  readonly placeholder?: string
}

/** Chooses a supervisor by a part of its name. */
export function SupervisorPicker({ id, value, onChange, placeholder }: SupervisorPickerProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [candidates, setCandidates] = useState<readonly Candidate[] | null>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (text.trim() === '' || value !== '') return undefined
    let isWanted = true
    const timer = setTimeout(() => {
      askServer(SupervisorNamesDocument, { text })
        .then(({ supervisors }) => {
          if (isWanted) setCandidates(supervisors.nodes)
        })
        .catch(() => undefined) // the next key asks again
    }, 150)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [text, value])
  useLayoutEffect(() => {
    const isUnfinished = text.trim() !== '' && value === ''
    field.current?.setCustomValidity(isUnfinished ? 'Choose a supervisor from the list, or clear the field.' : '')
  }, [text, value])
  const isShown = isOpen && value === '' && text.trim() !== '' && candidates !== null
  return (
    <div
      class="picker"
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isShown) return
        event.stopPropagation() // the form around it stays open
        event.preventDefault()
        setOpen(false)
        field.current?.focus() // the list, which may have it, disappears
      }}
    >
      <input
        ref={field}
        id={id}
        type="text"
        autocomplete="off"
        placeholder={placeholder}
        aria-label={placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setOpen(true)
          onChange('')
        }}
      />
      {isShown && (
        <ul aria-label="Supervisors">
          {candidates.map((candidate) => (
            <li key={candidate.id}>
              <button
                type="button"
                onClick={() => {
                  setText(candidate.name)
                  names.set(candidate.id, candidate.name)
                  onChange(candidate.id)
                  field.current?.focus()
                }}
              >
                <StatusMark status={candidate.status} /> {candidate.name}{' '}
                <span class="dim">{candidate.ancestors.map(({ name }) => name).join(' / ')}</span>
              </button>
            </li>
          ))}
          {candidates.length === 0 && <li class="dim">No supervisor name contains this text.</li>}
        </ul>
      )}
    </div>
  )
}
