/**
 * @generated SignedSource<<a189575be39815c118ec7efef1fa3ffe>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime'
export type SupervisorEventType =
  | 'CHILD_FAILED'
  | 'FAILURE_ESCALATED'
  | 'MEMBER_JOINED'
  | 'MEMBER_LEFT'
  | 'MEMBER_UPDATED'
  | 'SUPERVISOR_DELETED'
  | 'SUPERVISOR_MOVED'
  | 'SUPERVISOR_SPAWNED'
  | 'SUPERVISOR_STATUS_CHANGED'
  | 'SUPERVISOR_UPDATED'
  | 'TEAM_CREATED'
  | 'TEAM_DELETED'
  | 'TEAM_UPDATED'
  | '%future added value'
export type SupervisorStatus = 'ACTIVE' | 'FAILED' | 'PAUSED' | 'SPAWNING' | 'TERMINATED' | '%future added value'
export type documentsEventsSubscription$variables = {
  after?: string | null | undefined
}
export type documentsEventsSubscription$data = {
  readonly supervisorEvents:
    | {
        readonly __typename: 'ResyncRequired'
        readonly eventCursor: string
      }
    | {
        readonly __typename: 'SupervisorEvent'
        readonly cursor: string
        readonly supervisor:
          | {
              readonly id: string
              readonly status: SupervisorStatus
              readonly version: number
            }
          | null
          | undefined
        readonly type: SupervisorEventType
      }
    | {
        // This will never be '%other', but we need some
        // value in case none of the concrete values match.
        readonly __typename: '%other'
      }
}
export type documentsEventsSubscription = {
  response: documentsEventsSubscription$data
  variables: documentsEventsSubscription$variables
}

const node: ConcreteRequest = (function () {
  var v0 = [
      {
        defaultValue: null,
        kind: 'LocalArgument',
        name: 'after',
      },
    ],
    v1 = [
      {
        alias: null,
        args: [
          {
            kind: 'Variable',
            name: 'after',
            variableName: 'after',
          },
        ],
        concreteType: null,
        kind: 'LinkedField',
        name: 'supervisorEvents',
        plural: false,
        selections: [
          {
            alias: null,
            args: null,
            kind: 'ScalarField',
            name: '__typename',
            storageKey: null,
          },
          {
            kind: 'InlineFragment',
            selections: [
              {
                alias: null,
                args: null,
                kind: 'ScalarField',
                name: 'cursor',
                storageKey: null,
              },
              {
                alias: null,
                args: null,
                kind: 'ScalarField',
                name: 'type',
                storageKey: null,
              },
              {
                alias: null,
                args: null,
                concreteType: 'Supervisor',
                kind: 'LinkedField',
                name: 'supervisor',
                plural: false,
                selections: [
                  {
                    alias: null,
                    args: null,
                    kind: 'ScalarField',
                    name: 'id',
                    storageKey: null,
                  },
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
            type: 'SupervisorEvent',
            abstractKey: null,
          },
          {
            kind: 'InlineFragment',
            selections: [
              {
                alias: null,
                args: null,
                kind: 'ScalarField',
                name: 'eventCursor',
                storageKey: null,
              },
            ],
            type: 'ResyncRequired',
            abstractKey: null,
          },
        ],
        storageKey: null,
      },
    ]
  return {
    fragment: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Fragment',
      metadata: null,
      name: 'documentsEventsSubscription',
      selections: v1 /*:: as any*/,
      type: 'Subscription',
      abstractKey: null,
    },
    kind: 'Request',
    operation: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Operation',
      name: 'documentsEventsSubscription',
      selections: v1 /*:: as any*/,
    },
    params: {
      cacheID: '646647e34f562da569a8efcbd7ccf93d',
      id: null,
      metadata: {},
      name: 'documentsEventsSubscription',
      operationKind: 'subscription',
      text: 'subscription documentsEventsSubscription(\n  $after: String\n) {\n  supervisorEvents(after: $after) {\n    __typename\n    ... on SupervisorEvent {\n      cursor\n      type\n      supervisor {\n        id\n        status\n        version\n      }\n    }\n    ... on ResyncRequired {\n      eventCursor\n    }\n  }\n}\n',
    },
  }
})()

;(node as any).hash = '7c5aca7666d91a9c10b6a2f22050ce80'

export default node
