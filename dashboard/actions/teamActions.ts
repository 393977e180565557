import { AddMemberDocument, DeleteTeamDocument, UpdateTeamDocument, type TeamAction } from '../generated/graphql.ts'
import { descriptionField, optional, type ActionForm } from './ActionForm.ts'
import { carryOut, parseJson, savedMessage } from './steps.ts'

/** The team that an action changes, as the operator has seen it. */
export interface TeamTarget {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly objective: string | null
  readonly description: string | null
  readonly config: object
}

/** The form of each action. The server says which of them a team accepts. */
export const teamActions: Readonly<Record<TeamAction, (team: TeamTarget) => ActionForm>> = {
  ADD_MEMBER: ({ id: teamId, name }) => ({
    label: 'Add member',
    title: `Add an agent to ${name}`,
    fields: [
      { name: 'agentId', label: 'Agent id', kind: 'text', isRequired: true, hint: 'A UUID.' },
      { name: 'role', label: 'Role', kind: 'text', initial: 'MEMBER', isRequired: true },
    ],
    submitLabel: 'Add',
    submit: ({ agentId = '', role = '' }) =>
      carryOut(AddMemberDocument, { teamId, agentId: agentId.trim(), role }, 'The agent is now a member.'),
  }),
  UPDATE: ({ id, name: oldName, version: expectedVersion, ...old }) => ({
    label: 'Edit',
    title: `Edit ${oldName}`,
    fields: [
      { name: 'name', label: 'Name', kind: 'text', initial: oldName, isRequired: true },
      { name: 'objective', label: 'Objective', kind: 'text', initial: old.objective ?? '' },
      { ...descriptionField, initial: old.description ?? '' },
      { name: 'config', label: 'Config', kind: 'json', initial: JSON.stringify(old.config, null, 2) },
    ],
    submitLabel: 'Save',
    submit: ({ name = '', objective, description, config }) => {
      const texts = { objective: optional(objective), description: optional(description) }
      const input = { id, expectedVersion, name, ...texts, config: parseJson(config) }
      return carryOut(UpdateTeamDocument, input, savedMessage(name))
    },
  }),
  DELETE: ({ id, name, version: expectedVersion }) => ({
    label: 'Delete',
    title: `Delete ${name}`,
    isDangerous: true,
    note: 'Its memberships are deleted too. Only the event log keeps their history.',
    fields: [{ name: 'end', label: 'End its active memberships', kind: 'checkbox' }],
    submitLabel: 'Delete',
    submit: ({ end }) =>
      carryOut(DeleteTeamDocument, { id, expectedVersion, endMemberships: end === 'true' }, `${name} was deleted.`),
  }),
}
