import { ConflictError, HasActiveMembersError, NotFoundError } from '../../domain/errors.ts'
import type { SupervisorId, TeamId } from '../../domain/glossary.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import { deleteTeam } from '../../resolvers/team/deleteTeam.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { Supervisor } from '../types.ts'

const DeleteTeamInput = builder.inputType('DeleteTeamInput', {
  description: 'What to delete.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The team, a UUID.' }),
    expectedVersion: t.int({ description: 'Refuse with a ConflictError unless the team is at this version.' }),
    endMemberships: t.boolean({
      defaultValue: false,
      description: 'End its active memberships with it; otherwise it is refused while there are any.',
    }),
  }),
})

const DeleteTeamPayload = builder
  .objectRef<{ readonly deletedId: TeamId; readonly supervisorId: SupervisorId }>('DeleteTeamPayload')
  .implement({
    description: 'The team is gone.',
    fields: (t) => ({
      deletedId: t.exposeID('deletedId', { description: 'The id that it had.' }),
      supervisor: t.field({
        type: Supervisor,
        description: 'The supervisor whose team it was, as it is now.',
        resolve: ({ supervisorId }, _args, ctx) => readSupervisor(supervisorId, ctx),
      }),
    }),
  })

builder.mutationField('deleteTeam', (t) =>
  t.field({
    type: DeleteTeamPayload,
    description:
      'Deletes a team with all its memberships, also those that ended: what there was stays among the events. Takes the role OPERATE.',
    args: { input: t.arg({ type: DeleteTeamInput, required: true, description: 'What to delete.' }) },
    errors: {
      types: [...anyMutation, NotFoundError, HasActiveMembersError, ConflictError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => deleteTeam(input, ctx),
  }),
)
