/**
 * @generated SignedSource<<365d3879f5e40b5a60150358d919bf9a>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime'
export type SupervisorStatus = 'ACTIVE' | 'FAILED' | 'PAUSED' | 'SPAWNING' | 'TERMINATED' | '%future added value'
export type documentsSupervisorQuery$variables = {
  id: string
}
export type documentsSupervisorQuery$data = {
  readonly supervisor:
    | {
        readonly id: string
        readonly name: string
        readonly status: SupervisorStatus
        readonly version: number
      }
    | null
    | undefined
}
export type documentsSupervisorQuery = {
  response: documentsSupervisorQuery$data
  variables: documentsSupervisorQuery$variables
}

const node: ConcreteRequest = (function () {
  var v0 = [
      {
        defaultValue: null,
        kind: 'LocalArgument',
        name: 'id',
      },
    ],
    v1 = [
      {
        alias: null,
        args: [
          {
            kind: 'Variable',
            name: 'id',
            variableName: 'id',
          },
        ],
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
            name: 'name',
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
    ]
  return {
    fragment: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Fragment',
      metadata: null,
      name: 'documentsSupervisorQuery',
      selections: v1 /*:: as any*/,
      type: 'Query',
      abstractKey: null,
    },
    kind: 'Request',
    operation: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Operation',
      name: 'documentsSupervisorQuery',
      selections: v1 /*:: as any*/,
    },
    params: {
      cacheID: '3f12b7e14213bd8eab8576f768704333',
      id: null,
      metadata: {},
      name: 'documentsSupervisorQuery',
      operationKind: 'query',
      text: 'query documentsSupervisorQuery(\n  $id: ID!\n) {\n  supervisor(id: $id) {\n    id\n    name\n    status\n    version\n  }\n}\n',
    },
  }
})()

;(node as any).hash = '256a0ca85a47ff5773d13ff8b337cf1d'

export default node
