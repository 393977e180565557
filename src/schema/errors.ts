import { effects } from '../domain/effect.ts'
import {
  AlreadyMemberError as AlreadyMember,
  ConfirmationRequiredError as ConfirmationRequired,
  ConflictError as Conflict,
  CycleError as Cycle,
  DomainError,
  ForbiddenError as Forbidden,
  HasActiveMembersError as HasActiveMembers,
  HasLiveChildrenError as HasLiveChildren,
  InvalidTransitionError as InvalidTransition,
  LevelLimitError as LevelLimit,
  LimitExceededError as LimitExceeded,
  NameTakenError as NameTaken,
  NotFoundError as NotFound,
  ParentUnavailableError as ParentUnavailable,
  UnavailableError as Unavailable,
  ValidationError as Validation,
} from '../domain/errors.ts'
import { roles } from '../domain/glossary.ts'
import { followRef } from '../resolvers/node/findNode.ts'
import { fetchSupervisor } from '../resolvers/node/fetchNode.ts'
import { fetchConflictingMemberships } from '../resolvers/member/fetchConflictingMemberships.ts'
import { builder } from './builder.ts'
import { ErrorCode, SupervisorStatus } from './enums.ts'
import { TerminationImpact } from './supervisor/TerminationImpact.ts'
import { Node, Supervisor, SupervisorTeamMember } from './types.ts'

const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description:
    'Reason why a mutation was refused. A refused mutation changes nothing. The only exception is UnavailableError: see its `effect`.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'Explanation for people: what was wrong, what was expected, and what to do.',
    }),
    code: t.expose('code', { type: ErrorCode, description: 'Kind of the refusal, for programs.' }),
  }),
})

const pathDescription =
  'Path of the cause in the input, such as `["input", "supervisors", "0"]`. `["input"]` if only one value in the input can be the cause.'

export const Role = builder.enumType('Role', {
  description:
    'Rights of a caller. Each role includes the rights of the roles before it: READ, REPORT, OPERATE, ADMIN.',
  values: {
    READ: { description: 'Can query and subscribe.' },
    REPORT: { description: 'Can send heartbeats.' },
    OPERATE: { description: 'Can change the hierarchy.' },
    ADMIN: { description: 'Can manage API tokens.' },
  } satisfies Record<(typeof roles)[number], object>,
})

builder.objectType(Validation, {
  name: 'ValidationError',
  description: 'The input is invalid. `path` names the value.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', {
      description: 'Path of the invalid value in the input, such as `["input", "members", "0", "role"]`.',
    }),
  }),
})

builder.objectType(NotFound, {
  name: 'NotFoundError',
  description: "The object does not exist, or is outside the caller's subtree.",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', {
      description: 'Path of the id in the input, such as `["input", "parentId"]`.',
    }),
    id: t.exposeID('id', { description: 'Id that was given.' }),
  }),
})

builder.objectType(Conflict, {
  name: 'ConflictError',
  description:
    'The object is not at the expected version, was changed concurrently, or its id was used with different input.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: pathDescription }),
    current: t.field({
      type: Node,
      nullable: true,
      description: "Object as it is now; null if it is outside the caller's subtree or was deleted.",
      resolve: (error, _args, ctx) => followRef(error.current, ctx),
    }),
  }),
})

builder.objectType(NameTaken, {
  name: 'NameTakenError',
  description: 'The name is taken: names are unique among live siblings, and among the teams of a supervisor.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: pathDescription }),
    name: t.exposeString('takenName', { description: 'Name that is taken.' }),
    existing: t.field({
      type: Node,
      nullable: true,
      description:
        "Object that has the name; null if it is not known, was deleted, is outside the caller's subtree, or if the name appears twice in the input.",
      resolve: (error, _args, ctx) => followRef(error.existing, ctx),
    }),
  }),
})

builder.objectType(ParentUnavailable, {
  name: 'ParentUnavailableError',
  description: 'The supervisor is FAILED or TERMINATED: it accepts no children, teams or members.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: pathDescription }),
    supervisor: t.field({
      type: Supervisor,
      description: 'Supervisor, as it is now.',
      resolve: (error, _args, ctx) => fetchSupervisor(error.supervisorId, ctx),
    }),
  }),
})

builder.objectType(LevelLimit, {
  name: 'LevelLimitError',
  description: 'The tree would be deeper than its maximum level.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: pathDescription }),
    limit: t.exposeInt('limit', {
      description:
        'Maximum level of the tree; 10 by default. Counted as in `Supervisor.hierarchyLevel`, so it is lower for a caller that is limited to a subtree.',
    }),
    actual: t.exposeInt('actual', { description: 'Deepest level that the change would have created.' }),
  }),
})

builder.objectType(InvalidTransition, {
  name: 'InvalidTransitionError',
  description: 'The status of the supervisor does not allow the change.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    from: t.expose('from', { type: SupervisorStatus, description: 'Status of the supervisor.' }),
    to: t.expose('to', {
      type: SupervisorStatus,
      description: 'Status that was requested. For any other change of a TERMINATED supervisor: TERMINATED.',
    }),
    allowed: t.expose('allowed', {
      type: [SupervisorStatus],
      description: 'Statuses that the supervisor can change to, by any mutation. Empty if it is TERMINATED.',
    }),
  }),
})

builder.objectType(Cycle, {
  name: 'CycleError',
  description: 'The supervisor would be its own ancestor.',
  interfaces: [ErrorInterface],
})

builder.objectType(HasActiveMembers, {
  name: 'HasActiveMembersError',
  description: 'The team has active members, and `endMemberships` is false.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ count: t.exposeInt('count', { description: 'Number of active members.' }) }),
})

builder.objectType(LimitExceeded, {
  name: 'LimitExceededError',
  description:
    'The request has more items, or the change affects more supervisors and memberships, than one request may have. Split it.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: pathDescription }),
    limit: t.exposeInt('limit', { description: 'Maximum number of items, or of affected objects.' }),
    actual: t.exposeInt('actual', { description: 'Number of items that were given, or of affected objects.' }),
  }),
})

builder.objectType(HasLiveChildren, {
  name: 'HasLiveChildrenError',
  description: 'The supervisor has live children, and `childPolicy` is REJECT.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ count: t.exposeInt('count', { description: 'Number of live children.' }) }),
})

builder.objectType(ConfirmationRequired, {
  name: 'ConfirmationRequiredError',
  description:
    'The termination would affect more agents than are allowed without confirmation (10 by default). Review `impact`, then repeat the mutation with `impact.token` as `impactToken`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    impact: t.expose('impact', { type: TerminationImpact, description: 'Impact as it is now, with its token.' }),
  }),
})

builder.objectType(AlreadyMember, {
  name: 'AlreadyMemberError',
  description: 'An agent is already a member of the team, or appears twice in the input.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: pathDescription }),
    memberships: t.field({
      type: [SupervisorTeamMember],
      description: 'Active memberships of these agents, in the order of the input. Empty if an agent appears twice.',
      resolve: (error, _args, ctx) => fetchConflictingMemberships(error, ctx),
    }),
  }),
})

builder.objectType(Forbidden, {
  name: 'ForbiddenError',
  description: 'The role of the caller does not allow the mutation.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ required: t.expose('required', { type: Role, description: 'Role that the mutation requires.' }) }),
})

const Effect = builder.enumType('Effect', {
  description: 'Outcome of the change of a mutation that returned UnavailableError.',
  values: {
    NONE: { description: 'Nothing was changed.' },
    UNKNOWN: {
      description:
        'The change may have been committed: the response of the database was lost. Read the current state before a retry.',
    },
    DONE: { description: 'The change was committed, but a later step failed. Read the current state.' },
  } satisfies Record<(typeof effects)[number], object>,
})

builder.objectType(Unavailable, {
  name: 'UnavailableError',
  description:
    'The database or a lock was not available in time, or concurrent changes interfered with every attempt. `effect` is the outcome of the change. Retry after `retryAfterMs`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAfterMs: t.exposeInt('retryAfterMs', { description: 'Time to wait before the retry, in milliseconds.' }),
    effect: t.field({
      type: Effect,
      description: 'Outcome of the change.',
      resolve: ({ effect }) => effect ?? 'NONE', // runMutation sets the effect of every error of a mutation
    }),
    ids: t.exposeIDList('ids', {
      description:
        'UUIDs of the objects that the mutation created or changed, or may have created or changed. Empty if `effect` is NONE, or if they are not known.',
    }),
  }),
})
