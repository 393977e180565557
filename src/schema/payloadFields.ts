import type { MembershipId, SupervisorId, TeamId } from '../domain/glossary.ts'
import { fetchMembership, fetchSupervisor, fetchTeam } from '../resolvers/node/fetchNode.ts'
import type { PayloadFields } from './mutation.ts'
import { Supervisor, SupervisorTeam, SupervisorTeamMember } from './types.ts'

/** Payload fields that several mutations have. They read the node again, with the client's selection. */

export const supervisorField = <Payload extends { readonly supervisorId: SupervisorId }>(
  t: PayloadFields<Payload>,
  description = 'The supervisor, as it is now.',
) =>
  t.field({
    type: Supervisor,
    description,
    resolve: ({ supervisorId }, _args, ctx) => fetchSupervisor(supervisorId, ctx),
  })

export const teamField = <Payload extends { readonly teamId: TeamId }>(t: PayloadFields<Payload>) =>
  t.field({
    type: SupervisorTeam,
    description: 'The team, as it is now.',
    resolve: ({ teamId }, _args, ctx) => fetchTeam(teamId, ctx),
  })

export const membershipField = <Payload extends { readonly membershipId: MembershipId }>(
  t: PayloadFields<Payload>,
  description = 'The membership, as it is now.',
) =>
  t.field({
    type: SupervisorTeamMember,
    description,
    resolve: ({ membershipId }, _args, ctx) => fetchMembership(membershipId, ctx),
  })

export const changedField = <Payload extends { readonly changed: boolean }>(
  t: PayloadFields<Payload>,
  unchanged = 'where it was so already',
) =>
  t.boolean({
    description: `Whether this request changed anything; false ${unchanged}.`,
    resolve: ({ changed }) => changed,
  })

export const createdField = <Payload extends { readonly created: boolean }>(t: PayloadFields<Payload>) =>
  t.boolean({
    description: 'Whether this request made it; false where an earlier one had.',
    resolve: ({ created }) => created,
  })
