import type { MembershipId, SupervisorId, TeamId } from '../domain/glossary.ts'
import { fetchMembership, fetchSupervisor, fetchTeam } from '../resolvers/node/fetchNode.ts'
import type { PayloadFields } from './mutation.ts'
import { Supervisor, SupervisorTeam, SupervisorTeamMember } from './types.ts'

/**
 * Payload fields that several mutations have. Use cases return ids: these fields read the objects after the commit, so
 * that they show the state at that time, which may include later changes. An object that was deleted in between is a
 * top-level NOT_FOUND error.
 */

/** The supervisor with the `supervisorId` of the payload. */
export const supervisorField = <Payload extends { readonly supervisorId: SupervisorId }>(
  t: PayloadFields<Payload>,
  description = 'Supervisor, as it is now.',
) =>
  t.field({
    type: Supervisor,
    description,
    resolve: ({ supervisorId }, _args, ctx) => fetchSupervisor(supervisorId, ctx),
  })

/** The team with the `teamId` of the payload. */
export const teamField = <Payload extends { readonly teamId: TeamId }>(t: PayloadFields<Payload>) =>
  t.field({
    type: SupervisorTeam,
    description: 'Team, as it is now.',
    resolve: ({ teamId }, _args, ctx) => fetchTeam(teamId, ctx),
  })

/** The membership with the `membershipId` of the payload. */
export const membershipField = <Payload extends { readonly membershipId: MembershipId }>(
  t: PayloadFields<Payload>,
  description = 'Membership, as it is now.',
) =>
  t.field({
    type: SupervisorTeamMember,
    description,
    resolve: ({ membershipId }, _args, ctx) => fetchMembership(membershipId, ctx),
  })

/** Distinguishes a change from a repeated request. A request that changes nothing writes nothing, not even an event. */
export const changedField = <Payload extends { readonly changed: boolean }>(t: PayloadFields<Payload>, more = '') =>
  t.boolean({
    description: `Whether this request changed anything; false if there was nothing to change.${more}`,
    resolve: ({ changed }) => changed,
  })

/** Distinguishes a creation from a repeated request with the same id and input. */
export const createdField = <Payload extends { readonly created: boolean }>(t: PayloadFields<Payload>) =>
  t.boolean({
    description: 'Whether this request created it; false if an earlier request with the same id and input did.',
    resolve: ({ created }) => created,
  })
