import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { askServer } from '../api/askServer.ts'
import { TeamsOfSupervisorDocument, type TeamsOfSupervisorQuery } from '../generated/graphql.ts'
import { SupervisorPicker } from './SupervisorPicker.tsx'

type Team = NonNullable<TeamsOfSupervisorQuery['supervisor']>['teams']['nodes'][number]

interface TeamPickerProps {
  readonly id: string
  /** The id of the chosen team; empty if there is none. */
  readonly value: string
  readonly onChange: (id: string) => void
}

/** Chooses a supervisor by a part of its name, and then one of its teams. */
export function TeamPicker({ id, value, onChange }: TeamPickerProps): JSX.Element {
  const [supervisorId, setSupervisorId] = useState('')
  const [teams, setTeams] = useState<readonly Team[] | null>(null)
  useEffect(() => {
    let isWanted = true
    setTeams(null)
    if (supervisorId !== '')
      askServer(TeamsOfSupervisorDocument, { id: supervisorId })
        .then(({ supervisor }) => {
          if (isWanted) setTeams(supervisor?.teams.nodes ?? [])
        })
        .catch(() => undefined) // another choice of the supervisor asks again
    return () => {
      isWanted = false
    }
  }, [supervisorId])
  return (
    <>
      <SupervisorPicker
        id={id}
        value={supervisorId}
        onChange={(next) => {
          setSupervisorId(next)
          onChange('')
        }}
      />
      {teams?.length === 0 && <p class="dim">This supervisor has no teams.</p>}
      {teams !== null && teams.length > 0 && (
        <select
          aria-label="Team"
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        >
          <option value="">Choose a team</option>
          {teams.map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </select>
      )}
      {teams === null && <p class="dim hint">Search for its supervisor by name.</p>}
    </>
  )
}
