import {
  RemoveMemberDocument,
  TransferMemberDocument,
  UpdateMemberDocument,
  type MembershipFragment,
} from '../generated/graphql.ts'
import { shortId } from '../model/Names.ts'
import { optional, type ActionForm, type Field } from './ActionForm.ts'
import { change } from './change.ts'
import { done, parseJson, refused } from './steps.ts'

const role: Field = { name: 'role', label: 'Role', kind: 'text', isRequired: true }

/** The forms for one active membership, as the operator has seen it. */
export function memberActions(member: MembershipFragment, team: string): ActionForm[] {
  return [edit(member, team), transfer(member, team), remove(member, team)]
}

function edit({ id, agent, version: expectedVersion, ...old }: MembershipFragment, team: string): ActionForm {
  return {
    label: 'Edit',
    title: `Edit agent ${shortId(agent.id)} in ${team}`,
    fields: [
      { ...role, initial: old.role },
      { name: 'metadata', label: 'Metadata', kind: 'json', initial: JSON.stringify(old.metadata, null, 2) },
    ],
    submitLabel: 'Save',
    submit: async ({ role: text = '', metadata }) => {
      const input = { id, expectedVersion, role: text, metadata: parseJson(metadata) }
      const outcome = await change(UpdateMemberDocument, input)
      if ('refusal' in outcome) return refused(outcome)
      return done(outcome.payload.changed ? 'The membership is saved.' : 'There was nothing to change.')
    },
  }
}

function transfer({ id, agent, role: oldRole }: MembershipFragment, team: string): ActionForm {
  return {
    label: 'Transfer',
    title: `Transfer agent ${shortId(agent.id)} from ${team}`,
    note: 'The agent leaves this team and joins the other one at the same moment. Its metadata is kept.',
    fields: [
      { name: 'toTeamId', label: 'New team', kind: 'team', isRequired: true },
      { ...role, initial: oldRole },
    ],
    submitLabel: 'Transfer',
    submit: async ({ toTeamId = '', role: text }) => {
      const outcome = await change(TransferMemberDocument, { id, toTeamId, role: optional(text) })
      return 'refusal' in outcome ? refused(outcome) : done('The agent is a member of the other team now.')
    },
  }
}

function remove({ id, agent }: MembershipFragment, team: string): ActionForm {
  return {
    label: 'Remove',
    title: `Remove agent ${shortId(agent.id)} from ${team}`,
    isDangerous: true,
    note: 'The membership ends now. It stays in the list of former members.',
    fields: [{ name: 'reason', label: 'Reason', kind: 'text', hint: 'Kept in the event log.' }],
    submitLabel: 'Remove',
    submit: async ({ reason }) => {
      const outcome = await change(RemoveMemberDocument, { id, reason: optional(reason) })
      return 'refusal' in outcome ? refused(outcome) : done('The membership has ended.')
    },
  }
}
