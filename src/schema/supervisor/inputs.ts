import { builder } from '../builder.ts'
import { HealthState, OrderDirection, SupervisorOrderField, SupervisorStatus } from '../enums.ts'

export const SupervisorOrder = builder.inputType('SupervisorOrder', {
  description: 'How a list of supervisors is sorted.',
  fields: (t) => ({
    field: t.field({ type: SupervisorOrderField, required: true, description: 'What it is sorted by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Which end it begins with.',
    }),
  }),
})

export const SupervisorFilter = builder.inputType('SupervisorFilter', {
  description: 'Which supervisors to list: those that meet every condition given.',
  fields: (t) => ({
    status: t.field({
      type: [SupervisorStatus],
      description: 'Has one of these statuses. Naming TERMINATED includes them.',
    }),
    health: t.field({ type: [HealthState], description: 'Is in one of these states of health.' }),
    within: t.id({ description: 'Is this supervisor, or below it.' }),
    parentId: t.id({ description: 'Is a child of this supervisor.' }),
    rootsOnly: t.boolean({ description: 'Has no parent.' }),
    minLevel: t.int({ description: 'Is at this level or deeper; roots are at 0.' }),
    maxLevel: t.int({ description: 'Is at this level or higher up.' }),
    nameContains: t.string({
      description: 'Has this in its name, in either case. `%`, `_` and `\\` are ordinary characters.',
    }),
    agentId: t.id({ description: 'Has this agent as an active member of one of its teams.' }),
    includeTerminated: t.boolean({ defaultValue: false, description: 'TERMINATED ones too.' }),
  }),
})

export const orderByDescription = 'How to sort; the oldest first by default.'
