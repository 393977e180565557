import {
  RemoveMemberDocument,
  TransferMemberDocument,
  UpdateMemberDocument,
  type MembershipFragment,
} from '../generated/graphql.ts'
import { shortId } from '../model/Names.ts'
import { optional, reasonField, type ActionForm, type Field } from './ActionForm.ts'
import { carryOut, parseJson, savedMessage } from './steps.ts'

const roleField: Field = { name: 'role', label: 'Role', kind: 'text', isRequired: true }

/** The forms for one active membership, as the operator has seen it. */
export function memberActions(member: MembershipFragment, team: string): ActionForm[] {
  return [edit(member, team), transfer(member, team), remove(member, team)]
}

function edit({ id, agent, version: expectedVersion, ...old }: MembershipFragment, team: string): ActionForm {
  return {
    label: 'Edit',
    title: `Edit agent ${shortId(agent.id)} in ${team}`,
    fields: [
      { ...roleField, initial: old.role },
      { name: 'metadata', label: 'Metadata', kind: 'json', initial: JSON.stringify(old.metadata, null, 2) },
    ],
    submitLabel: 'Save',
    submit: ({ role = '', metadata }) =>
      carryOut(
        UpdateMemberDocument,
        { id, expectedVersion, role, metadata: parseJson(metadata) },
        savedMessage('The membership'),
      ),
  }
}

function transfer({ id, agent, role: oldRole }: MembershipFragment, team: string): ActionForm {
  return {
    label: 'Transfer',
    title: `Transfer agent ${shortId(agent.id)} from ${team}`,
    note: 'The agent leaves this team and joins the other one at the same moment. Its metadata is kept.',
    fields: [
      { name: 'toTeamId', label: 'New team', kind: 'team', isRequired: true },
      { ...roleField, initial: oldRole },
    ],
    submitLabel: 'Transfer',
    submit: ({ toTeamId = '', role }) =>
      carryOut(
        TransferMemberDocument,
        { id, toTeamId, role: optional(role) },
        'The agent is now a member of the other team.',
      ),
  }
}

function remove({ id, agent }: MembershipFragment, team: string): ActionForm {
  return {
    label: 'Remove',
    title: `Remove agent ${shortId(agent.id)} from ${team}`,
    isDangerous: true,
    note: 'The membership ends now. It stays in the list of former members.',
    fields: [reasonField],
    submitLabel: 'Remove',
    submit: ({ reason }) =>
      carryOut(RemoveMemberDocument, { id, reason: optional(reason) }, 'The membership has ended.'),
  }
}
