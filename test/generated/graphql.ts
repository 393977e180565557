/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What kind of refusal an error is; one for each type of error. */
export type ErrorCode =
  /** AlreadyMemberError: an agent is a member already. */
  | 'ALREADY_MEMBER'
  /** ConfirmationRequiredError: the impact has to be confirmed. */
  | 'CONFIRMATION_REQUIRED'
  /** ConflictError: somebody else was first. */
  | 'CONFLICT'
  /** CycleError: a supervisor would be its own ancestor. */
  | 'CYCLE'
  /** ForbiddenError: the caller's role does not allow it. */
  | 'FORBIDDEN'
  /** HasActiveMembersError: the team has active members. */
  | 'HAS_ACTIVE_MEMBERS'
  /** HasLiveChildrenError: there are live children. */
  | 'HAS_LIVE_CHILDREN'
  /** InvalidTransitionError: the lifecycle does not allow it. */
  | 'INVALID_TRANSITION'
  /** LevelLimitError: too deep in the tree. */
  | 'LEVEL_LIMIT'
  /** LimitExceededError: too much at once. */
  | 'LIMIT_EXCEEDED'
  /** NameTakenError: the name is in use. */
  | 'NAME_TAKEN'
  /** NotFoundError: there is nothing with that id. */
  | 'NOT_FOUND'
  /** ParentUnavailableError: the supervisor takes no additions. */
  | 'PARENT_UNAVAILABLE'
  /** UnavailableError: not now; nothing was changed. */
  | 'UNAVAILABLE'
  /** ValidationError: the input is malformed. */
  | 'VALIDATION';

/** The supervisor to spawn. */
export type SpawnSupervisorInput = {
  /** Its configuration; `{}` where absent. */
  config?: unknown;
  /** What it is for; at most 10,000 characters. */
  description?: string | null | undefined;
  /** A UUID of your choice makes the request safe to repeat: the same input again answers the same supervisor. */
  id?: string | number | null | undefined;
  /** Unique among the live children of its parent; 1 to 255 characters, not blank. */
  name: string;
  /** The supervisor to spawn it under; a root where absent or null. */
  parentId?: string | number | null | undefined;
  /** The version of the policy that it runs under, a UUID of your own. */
  policyVersionId?: string | number | null | undefined;
};

/** Where a supervisor is in its lifecycle. */
export type SupervisorStatus =
  /** Its process runs. */
  | 'ACTIVE'
  /** It stopped reporting, or was declared failed. A restart brings it back. */
  | 'FAILED'
  /** Told to pause; it is not monitored. */
  | 'PAUSED'
  /** Spawned or restarted; its process has not reported yet. */
  | 'SPAWNING'
  /** Over, for good. Its name is free, its memberships have ended. */
  | 'TERMINATED';

export type SpawnMutationVariables = Exact<{
  input: SpawnSupervisorInput;
}>;


export type SpawnMutation = { spawnSupervisor:
    | { __typename: 'ConflictError', message: string, code: ErrorCode }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'LevelLimitError', message: string, code: ErrorCode }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode }
    | { __typename: 'SpawnSupervisorPayload', created: boolean, supervisor: { id: string, name: string, status: SupervisorStatus, hierarchyLevel: number, config: Record<string, unknown>, parent: { id: string } | null } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const SpawnDocument = new TypedDocumentString(`
    mutation Spawn($input: SpawnSupervisorInput!) {
  spawnSupervisor(input: $input) {
    __typename
    ... on SpawnSupervisorPayload {
      created
      supervisor {
        id
        name
        status
        hierarchyLevel
        parent {
          id
        }
        config
      }
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnMutation, SpawnMutationVariables>;