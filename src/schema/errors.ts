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
  description: 'Why a mutation was refused. A refused mutation has changed nothing.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'What was expected, what was given and what to do, for a person to read.',
    }),
    code: t.expose('code', { type: ErrorCode, description: 'The kind of refusal, for a program to branch on.' }),
  }),
})

const placeDescription = 'Where in the input the refusal has its cause; `["input"]` where there is one place only.'

export const Role = builder.enumType('Role', {
  description: 'What a caller may do. Each role may do what those before it may.',
  values: {
    READ: { description: 'Query and subscribe.' },
    REPORT: { description: 'Send heartbeats.' },
    OPERATE: { description: 'Every mutation.' },
    ADMIN: { description: 'See settings too.' },
  } satisfies Record<(typeof roles)[number], object>,
})

builder.objectType(Validation, {
  name: 'ValidationError',
  description: 'The input is malformed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: 'Where in the input: `["input", "members", "0", "role"]`.' }),
  }),
})

builder.objectType(NotFound, {
  name: 'NotFoundError',
  description: 'There is nothing with the id given, as far as the caller can see.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: 'Where in the input the id was given.' }),
    id: t.exposeID('id', { description: 'The id given.' }),
  }),
})

builder.objectType(Conflict, {
  name: 'ConflictError',
  description: 'Somebody else was first: the object is not at the version expected, or the id is taken.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: placeDescription }),
    current: t.field({
      type: Node,
      nullable: true,
      description: 'What is there now; null where the caller may not see it.',
      resolve: (error, _args, ctx) => followRef(error.current, ctx),
    }),
  }),
})

builder.objectType(NameTaken, {
  name: 'NameTakenError',
  description: 'The name is in use where it has to be unique.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: placeDescription }),
    name: t.exposeString('takenName', { description: 'The name.' }),
    existing: t.field({
      type: Node,
      nullable: true,
      description: 'What has it now; null where the caller may not see it, or it has just gone.',
      resolve: (error, _args, ctx) => followRef(error.existing, ctx),
    }),
  }),
})

builder.objectType(ParentUnavailable, {
  name: 'ParentUnavailableError',
  description: 'The supervisor is FAILED or TERMINATED, and takes no additions.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: placeDescription }),
    supervisor: t.field({
      type: Supervisor,
      description: 'The supervisor, as it is now.',
      resolve: (error, _args, ctx) => fetchSupervisor(error.supervisorId, ctx),
    }),
  }),
})

builder.objectType(LevelLimit, {
  name: 'LevelLimitError',
  description: 'The tree would become deeper than its maximum.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: placeDescription }),
    limit: t.exposeInt('limit', { description: 'The deepest level there may be.' }),
    actual: t.exposeInt('actual', { description: 'The deepest level that this would have made.' }),
  }),
})

builder.objectType(InvalidTransition, {
  name: 'InvalidTransitionError',
  description: 'The lifecycle does not allow it.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    from: t.expose('from', { type: SupervisorStatus, description: 'The status that the supervisor has.' }),
    to: t.expose('to', {
      type: SupervisorStatus,
      description: 'The status that it was to have; for a change of another kind, the one that forbids it.',
    }),
    allowed: t.expose('allowed', { type: [SupervisorStatus], description: 'The statuses that it can be given.' }),
  }),
})

builder.objectType(Cycle, {
  name: 'CycleError',
  description: 'The supervisor would be its own ancestor.',
  interfaces: [ErrorInterface],
})

builder.objectType(HasActiveMembers, {
  name: 'HasActiveMembersError',
  description: 'The team has active members, and endMemberships was not set.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ count: t.exposeInt('count', { description: 'How many.' }) }),
})

builder.objectType(LimitExceeded, {
  name: 'LimitExceededError',
  description: 'More was given at once than is taken.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: placeDescription }),
    limit: t.exposeInt('limit', { description: 'How many are taken at most.' }),
    actual: t.exposeInt('actual', { description: 'How many were given.' }),
  }),
})

builder.objectType(HasLiveChildren, {
  name: 'HasLiveChildrenError',
  description: 'The supervisor has live children, and childPolicy was REJECT.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ count: t.exposeInt('count', { description: 'How many.' }) }),
})

builder.objectType(ConfirmationRequired, {
  name: 'ConfirmationRequiredError',
  description:
    'More agents would be hit than is done without asking: repeat the mutation with the token of the impact.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    impact: t.expose('impact', { type: TerminationImpact, description: 'The impact, as it is now.' }),
  }),
})

builder.objectType(AlreadyMember, {
  name: 'AlreadyMemberError',
  description: 'An agent is an active member of the team already, or was named twice.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.exposeStringList('inputPath', { description: placeDescription }),
    memberships: t.field({
      type: [SupervisorTeamMember],
      description: 'The active memberships that are in the way, in the order in which their agents were given.',
      resolve: (error, _args, ctx) => fetchConflictingMemberships(error, ctx),
    }),
  }),
})

builder.objectType(Forbidden, {
  name: 'ForbiddenError',
  description: "The caller's role does not allow this.",
  interfaces: [ErrorInterface],
  fields: (t) => ({ required: t.expose('required', { type: Role, description: 'The role that it takes.' }) }),
})

builder.objectType(Unavailable, {
  name: 'UnavailableError',
  description:
    'Not now: the lock of the hierarchy, or a connection, could not be had in time. The message says whether anything can have been changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAfterMs: t.exposeInt('retryAfterMs', { description: 'How long to wait first, in milliseconds.' }),
  }),
})
