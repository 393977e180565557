import { listMembers } from '../../resolvers/member/listMemberships.ts'
import { findTeamKey } from '../../resolvers/fleet/findOwner.ts'
import { fetchSupervisor } from '../../resolvers/node/fetchNode.ts'
import { listAllowedTeamActions } from '../../resolvers/team/listAllowedTeamActions.ts'
import { builder } from '../builder.ts'
import { membershipArgs, membershipCountArgs, SupervisorTeamMemberConnection } from '../connection.ts'
import { TeamAction } from '../enums.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { selectedColumns } from '../selectedColumns.ts'
import { Supervisor, SupervisorTeam } from '../types.ts'

builder.prismaObjectFields(SupervisorTeam, (t) => ({
  id: t.exposeID('id', { description: 'UUID of the team. Never changes.' }),
  name: t.exposeString('name', {
    description: 'Name, unique among the teams of the supervisor. 1 to 255 characters, not blank.',
  }),
  description: t.exposeString('description', {
    nullable: true,
    description: 'Description of the team; null if there is none.',
  }),
  objective: t.exposeString('objective', {
    nullable: true,
    description: 'Objective of the team; null if there is none.',
  }),
  config: t.expose('config', {
    type: JSONObject,
    description: 'Configuration of the team. The server does not interpret it.',
  }),
  fleetKey: t.string({
    nullable: true,
    description:
      'Key of the team in the fleet that owns its supervisor; null if `applyFleet` does not manage the team.',
    resolve: ({ id }, _args, ctx) => findTeamKey(id, ctx),
  }),
  supervisor: t.field({
    type: Supervisor,
    description: 'Supervisor that the team belongs to.',
    resolve: (team, _args, ctx, info) => fetchSupervisor(team.supervisorId, ctx, selectedColumns(info)),
  }),
  members: t.field({
    type: SupervisorTeamMemberConnection,
    description: 'Memberships of the team, oldest first.',
    args: membershipArgs(t.arg),
    resolve: (team, args, ctx, info) => listMembers(team, args, ctx, selectedColumns(info)),
  }),
  memberCount: t.int({
    description: 'Number of memberships of the team; active ones by default.',
    args: membershipCountArgs(t.arg),
    resolve: (team, { active = true }, ctx) => ctx.loaders.members.count(team.id, { active, asOf: null }),
  }),
  allowedActions: t.field({
    type: [TeamAction],
    description:
      'Actions that the team accepts from the caller now. Depends on the status of the supervisor, and on the role of the caller.',
    resolve: (team, _args, ctx) => listAllowedTeamActions(team, ctx),
  }),
  version: t.exposeInt('version', {
    description:
      'Version of the team, for `expectedVersion`. Starts at 1; every change to the team increases it; changes to its memberships do not.',
  }),
  createdAt: t.expose('createdAt', { type: DateTime, description: 'Time at which the team was created.' }),
  updatedAt: t.expose('updatedAt', {
    type: DateTime,
    description: 'Time of the last change to the team. Changes to its memberships do not count.',
  }),
}))
