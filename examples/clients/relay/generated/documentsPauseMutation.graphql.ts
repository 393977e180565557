/**
 * @generated SignedSource<<790f92cbfc9820bbce480b4af4ee7320>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime'
export type ErrorCode =
  | 'ALREADY_MEMBER'
  | 'CONFIRMATION_REQUIRED'
  | 'CONFLICT'
  | 'CYCLE'
  | 'FORBIDDEN'
  | 'HAS_ACTIVE_MEMBERS'
  | 'HAS_LIVE_CHILDREN'
  | 'INVALID_TRANSITION'
  | 'LEVEL_LIMIT'
  | 'LIMIT_EXCEEDED'
  | 'NAME_TAKEN'
  | 'NOT_FOUND'
  | 'PARENT_UNAVAILABLE'
  | 'UNAVAILABLE'
  | 'VALIDATION'
  | '%future added value'
export type Scope = 'SELF' | 'SUBTREE' | '%future added value'
export type SupervisorStatus = 'ACTIVE' | 'FAILED' | 'PAUSED' | 'SPAWNING' | 'TERMINATED' | '%future added value'
export type PauseSupervisorInput = {
  expectedVersion?: number | null | undefined
  id: string
  reason?: string | null | undefined
  scope?: Scope | null | undefined
}
export type documentsPauseMutation$variables = {
  input: PauseSupervisorInput
}
export type documentsPauseMutation$data = {
  readonly pauseSupervisor: {
    readonly __typename: string
    readonly code?: ErrorCode
    readonly message?: string
    readonly supervisor?: {
      readonly id: string
      readonly status: SupervisorStatus
      readonly version: number
    }
  }
}
export type documentsPauseMutation = {
  response: documentsPauseMutation$data
  variables: documentsPauseMutation$variables
}

const node: ConcreteRequest = (function () {
  var v0 = [
      {
        defaultValue: null,
        kind: 'LocalArgument',
        name: 'input',
      },
    ],
    v1 = [
      {
        kind: 'Variable',
        name: 'input',
        variableName: 'input',
      },
    ],
    v2 = {
      alias: null,
      args: null,
      kind: 'ScalarField',
      name: '__typename',
      storageKey: null,
    },
    v3 = {
      alias: null,
      args: null,
      kind: 'ScalarField',
      name: 'id',
      storageKey: null,
    },
    v4 = {
      kind: 'InlineFragment',
      selections: [
        {
          alias: null,
          args: null,
          concreteType: 'Supervisor',
          kind: 'LinkedField',
          name: 'supervisor',
          plural: false,
          selections: [
            v3 /*:: as any*/,
            {
              alias: null,
              args: null,
              kind: 'ScalarField',
              name: 'status',
              storageKey: null,
            },
            {
              alias: null,
              args: null,
              kind: 'ScalarField',
              name: 'version',
              storageKey: null,
            },
          ],
          storageKey: null,
        },
      ],
      type: 'PauseSupervisorPayload',
      abstractKey: null,
    },
    v5 = {
      kind: 'InlineFragment',
      selections: [
        {
          alias: null,
          args: null,
          kind: 'ScalarField',
          name: 'code',
          storageKey: null,
        },
        {
          alias: null,
          args: null,
          kind: 'ScalarField',
          name: 'message',
          storageKey: null,
        },
      ],
      type: 'Error',
      abstractKey: '__isError',
    }
  return {
    fragment: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Fragment',
      metadata: null,
      name: 'documentsPauseMutation',
      selections: [
        {
          alias: null,
          args: v1 /*:: as any*/,
          concreteType: null,
          kind: 'LinkedField',
          name: 'pauseSupervisor',
          plural: false,
          selections: [v2 /*:: as any*/, v4 /*:: as any*/, v5 /*:: as any*/],
          storageKey: null,
        },
      ],
      type: 'Mutation',
      abstractKey: null,
    },
    kind: 'Request',
    operation: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Operation',
      name: 'documentsPauseMutation',
      selections: [
        {
          alias: null,
          args: v1 /*:: as any*/,
          concreteType: null,
          kind: 'LinkedField',
          name: 'pauseSupervisor',
          plural: false,
          selections: [
            v2 /*:: as any*/,
            v4 /*:: as any*/,
            v5 /*:: as any*/,
            {
              kind: 'InlineFragment',
              selections: [v3 /*:: as any*/],
              type: 'NotFoundError',
              abstractKey: null,
            },
          ],
          storageKey: null,
        },
      ],
    },
    params: {
      cacheID: 'f04d79ef85158bb4a1d18beb0b641b36',
      id: null,
      metadata: {},
      name: 'documentsPauseMutation',
      operationKind: 'mutation',
      text: 'mutation documentsPauseMutation(\n  $input: PauseSupervisorInput!\n) {\n  pauseSupervisor(input: $input) {\n    __typename\n    ... on PauseSupervisorPayload {\n      supervisor {\n        id\n        status\n        version\n      }\n    }\n    ... on Error {\n      __isError: __typename\n      code\n      message\n    }\n    ... on NotFoundError {\n      id\n    }\n  }\n}\n',
    },
  }
})()

;(node as any).hash = '803fe8d6a4fdda47efe432a009fa073b'

export default node
