/**
 * @generated SignedSource<<363a30f0bc6e0175ec44d86b25baae03>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime'
import type { FragmentRefs } from 'relay-runtime'
export type documentsAgentQuery$variables = {
  id: string
}
export type documentsAgentQuery$data = {
  readonly agent: {
    readonly id: string
    readonly ' $fragmentSpreads': FragmentRefs<'documents_memberships'>
  }
}
export type documentsAgentQuery = {
  response: documentsAgentQuery$data
  variables: documentsAgentQuery$variables
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
        kind: 'Variable',
        name: 'id',
        variableName: 'id',
      },
    ],
    v2 = {
      alias: null,
      args: null,
      kind: 'ScalarField',
      name: 'id',
      storageKey: null,
    },
    v3 = [
      {
        kind: 'Literal',
        name: 'first',
        value: 2,
      },
    ]
  return {
    fragment: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Fragment',
      metadata: null,
      name: 'documentsAgentQuery',
      selections: [
        {
          alias: null,
          args: v1 /*:: as any*/,
          concreteType: 'Agent',
          kind: 'LinkedField',
          name: 'agent',
          plural: false,
          selections: [
            v2 /*:: as any*/,
            {
              args: null,
              kind: 'FragmentSpread',
              name: 'documents_memberships',
            },
          ],
          storageKey: null,
        },
      ],
      type: 'Query',
      abstractKey: null,
    },
    kind: 'Request',
    operation: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Operation',
      name: 'documentsAgentQuery',
      selections: [
        {
          alias: null,
          args: v1 /*:: as any*/,
          concreteType: 'Agent',
          kind: 'LinkedField',
          name: 'agent',
          plural: false,
          selections: [
            v2 /*:: as any*/,
            {
              alias: null,
              args: v3 /*:: as any*/,
              concreteType: 'SupervisorTeamMemberConnection',
              kind: 'LinkedField',
              name: 'memberships',
              plural: false,
              selections: [
                {
                  alias: null,
                  args: null,
                  concreteType: 'SupervisorTeamMemberEdge',
                  kind: 'LinkedField',
                  name: 'edges',
                  plural: true,
                  selections: [
                    {
                      alias: null,
                      args: null,
                      concreteType: 'SupervisorTeamMember',
                      kind: 'LinkedField',
                      name: 'node',
                      plural: false,
                      selections: [
                        v2 /*:: as any*/,
                        {
                          alias: null,
                          args: null,
                          concreteType: 'SupervisorTeam',
                          kind: 'LinkedField',
                          name: 'team',
                          plural: false,
                          selections: [
                            {
                              alias: null,
                              args: null,
                              kind: 'ScalarField',
                              name: 'name',
                              storageKey: null,
                            },
                            v2 /*:: as any*/,
                          ],
                          storageKey: null,
                        },
                        {
                          alias: null,
                          args: null,
                          kind: 'ScalarField',
                          name: '__typename',
                          storageKey: null,
                        },
                      ],
                      storageKey: null,
                    },
                    {
                      alias: null,
                      args: null,
                      kind: 'ScalarField',
                      name: 'cursor',
                      storageKey: null,
                    },
                  ],
                  storageKey: null,
                },
                {
                  alias: null,
                  args: null,
                  concreteType: 'PageInfo',
                  kind: 'LinkedField',
                  name: 'pageInfo',
                  plural: false,
                  selections: [
                    {
                      alias: null,
                      args: null,
                      kind: 'ScalarField',
                      name: 'endCursor',
                      storageKey: null,
                    },
                    {
                      alias: null,
                      args: null,
                      kind: 'ScalarField',
                      name: 'hasNextPage',
                      storageKey: null,
                    },
                  ],
                  storageKey: null,
                },
              ],
              storageKey: 'memberships(first:2)',
            },
            {
              alias: null,
              args: v3 /*:: as any*/,
              filters: null,
              handle: 'connection',
              key: 'Agent_memberships',
              kind: 'LinkedHandle',
              name: 'memberships',
            },
          ],
          storageKey: null,
        },
      ],
    },
    params: {
      cacheID: 'e82c2bf9625e6d4fbae0ce41283d1928',
      id: null,
      metadata: {},
      name: 'documentsAgentQuery',
      operationKind: 'query',
      text: 'query documentsAgentQuery(\n  $id: ID!\n) {\n  agent(id: $id) {\n    id\n    ...documents_memberships\n  }\n}\n\nfragment documents_memberships on Agent {\n  memberships(first: 2) {\n    edges {\n      node {\n        id\n        team {\n          name\n          id\n        }\n        __typename\n      }\n      cursor\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n  id\n}\n',
    },
  }
})()

;(node as any).hash = '1fa3a0ed6c264d6ffe8501b5a70df129'

export default node
