import { builder } from '../builder.ts'
import { HealthState, OrderDirection, SupervisorOrderField, SupervisorStatus } from '../enums.ts'

export const orderByDescription = 'Sort order. Default: oldest first.'
export const includeTerminatedDescription = 'Whether to include TERMINATED supervisors.'

export const SupervisorOrder = builder.inputType('SupervisorOrder', {
  description: 'Sort order of a list of supervisors.',
  fields: (t) => ({
    field: t.field({ type: SupervisorOrderField, required: true, description: 'Sort key.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Direction of the sort order.',
    }),
  }),
})

export const SupervisorFilter = builder.inputType('SupervisorFilter', {
  description: 'Conditions on supervisors, all of which must be met. Null and omitted fields are no condition.',
  fields: (t) => ({
    status: t.field({
      type: [SupervisorStatus],
      description:
        'Statuses to include, at most 100 values. If given, `includeTerminated` is ignored: only these statuses are listed.',
    }),
    health: t.field({ type: [HealthState], description: 'Health states to include, at most 100 values.' }),
    within: t.id({ description: 'UUID of a supervisor: itself and its descendants.' }),
    parentId: t.id({ description: 'UUID of the parent supervisor.' }),
    rootsOnly: t.boolean({
      description: "Whether to list roots only. The top of the caller's subtree counts as a root.",
    }),
    minLevel: t.int({ description: 'Lowest level number, inclusive, counted as in `Supervisor.hierarchyLevel`.' }),
    maxLevel: t.int({ description: 'Highest level number, inclusive, counted as in `Supervisor.hierarchyLevel`.' }),
    nameContains: t.string({
      description:
        'Text that the name contains, in upper or lower case, at most 255 characters. `%`, `_` and `\\` are ordinary characters. Invisible characters and surrounding white space are ignored.',
    }),
    agentId: t.id({ description: 'UUID of an agent that is a member of a team of the supervisor.' }),
    fleet: t.string({ description: 'Name of the fleet that owns the supervisor, compared exactly.' }),
    key: t.string({ description: 'Key of the supervisor in the fleet that owns it, compared exactly.' }),
    path: t.string({
      description:
        "Names from the root to the supervisor, separated by slashes: `acme/eu/billing`. A slash or backslash that is part of a name needs a backslash before it. Paths begin at the top of the caller's subtree.",
    }),
    problemsOnly: t.boolean({
      description:
        'Whether to list only supervisors with a problem: FAILED, ACTIVE but UNRESPONSIVE, or PAUSED with live child supervisors.',
    }),
    includeTerminated: t.boolean({ defaultValue: false, description: includeTerminatedDescription }),
  }),
})
