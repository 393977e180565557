import { CreateTokenDocument, RevokeTokenDocument, type Role } from '../generated/graphql.ts'
import { optional, type ActionForm } from './ActionForm.ts'
import { change } from './change.ts'
import { carryOut, refused } from './steps.ts'

/** @param withinId the subtree of the caller, which the token cannot exceed */
export function createToken(withinId: string | null): ActionForm {
  return {
    label: 'Create token',
    title: 'Create an API token',
    ...(withinId === null && { note: 'After the first token, every caller needs one, including this tab.' }),
    fields: [
      {
        name: 'actor',
        label: 'Actor',
        kind: 'text',
        isRequired: true,
        hint: 'Name of its callers in the event log.',
      },
      {
        name: 'role',
        label: 'Role',
        kind: 'choice',
        initial: 'READ',
        choices: [
          ['READ', 'READ: query and subscribe'],
          ['REPORT', 'REPORT: send heartbeats too'],
          ['OPERATE', 'OPERATE: change the hierarchy too'],
          ['ADMIN', 'ADMIN: manage tokens too'],
        ],
      },
      {
        name: 'within',
        label: 'Subtree',
        kind: 'supervisor',
        hint: 'Search by name. If empty, the token can access everything that you can.',
      },
      { name: 'expiresAt', label: 'Expires', kind: 'dateTime', hint: 'If empty, in 90 days.' },
      { name: 'description', label: 'Description', kind: 'text' },
    ],
    submitLabel: 'Create',
    submit: async ({ actor = '', role = 'READ', within, expiresAt, description }) => {
      const outcome = await change(CreateTokenDocument, {
        actor,
        role: role as Role,
        within: optional(within) ?? withinId,
        description: optional(description),
        expiresAt: optional(expiresAt) === null ? null : new Date(expiresAt ?? '').toISOString(),
      })
      return 'refusal' in outcome ? refused(outcome) : { kind: 'secret', secret: outcome.payload.secret }
    },
  }
}

export function revokeToken(id: string, actor: string): ActionForm {
  return {
    label: 'Revoke',
    title: `Revoke the token of ${actor}`,
    isDangerous: true,
    note: 'Within 5 s, all servers refuse it and close its connections. This cannot be undone.',
    fields: [],
    submitLabel: 'Revoke',
    submit: () => carryOut(RevokeTokenDocument, { id }, 'The token was revoked.'),
  }
}
