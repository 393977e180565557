/**
 * @generated SignedSource<<f594ebb89102b0a87cbbc58697c6a966>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime'
import type { FragmentRefs } from 'relay-runtime'
export type documentsMembershipsQuery$variables = {
  after?: string | null | undefined
  first?: number | null | undefined
  id: string
}
export type documentsMembershipsQuery$data = {
  readonly node:
    | {
        readonly ' $fragmentSpreads': FragmentRefs<'documents_memberships'>
      }
    | null
    | undefined
}
export type documentsMembershipsQuery = {
  response: documentsMembershipsQuery$data
  variables: documentsMembershipsQuery$variables
}

const node: ConcreteRequest = (function () {
  var v0 = [
      {
        defaultValue: null,
        kind: 'LocalArgument',
        name: 'after',
      },
      {
        defaultValue: 2,
        kind: 'LocalArgument',
        name: 'first',
      },
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
    v2 = [
      {
        kind: 'Variable',
        name: 'after',
        variableName: 'after',
      },
      {
        kind: 'Variable',
        name: 'first',
        variableName: 'first',
      },
    ],
    v3 = {
      alias: null,
      args: null,
      kind: 'ScalarField',
      name: '__typename',
      storageKey: null,
    },
    v4 = {
      alias: null,
      args: null,
      kind: 'ScalarField',
      name: 'id',
      storageKey: null,
    }
  return {
    fragment: {
      argumentDefinitions: v0 /*:: as any*/,
      kind: 'Fragment',
      metadata: null,
      name: 'documentsMembershipsQuery',
      selections: [
        {
          alias: null,
          args: v1 /*:: as any*/,
          concreteType: null,
          kind: 'LinkedField',
          name: 'node',
          plural: false,
          selections: [
            {
              args: v2 /*:: as any*/,
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
      name: 'documentsMembershipsQuery',
      selections: [
        {
          alias: null,
          args: v1 /*:: as any*/,
          concreteType: null,
          kind: 'LinkedField',
          name: 'node',
          plural: false,
          selections: [
            v3 /*:: as any*/,
            v4 /*:: as any*/,
            {
              kind: 'InlineFragment',
              selections: [
                {
                  alias: null,
                  args: v2 /*:: as any*/,
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
                            v4 /*:: as any*/,
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
                                v4 /*:: as any*/,
                              ],
                              storageKey: null,
                            },
                            v3 /*:: as any*/,
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
                  storageKey: null,
                },
                {
                  alias: null,
                  args: v2 /*:: as any*/,
                  filters: null,
                  handle: 'connection',
                  key: 'Agent_memberships',
                  kind: 'LinkedHandle',
                  name: 'memberships',
                },
              ],
              type: 'Agent',
              abstractKey: null,
            },
          ],
          storageKey: null,
        },
      ],
    },
    params: {
      cacheID: '253f12874e52415311cdb6d4f25681f1',
      id: null,
      metadata: {},
      name: 'documentsMembershipsQuery',
      operationKind: 'query',
      text: 'query documentsMembershipsQuery(\n  $after: String\n  $first: Int = 2\n  $id: ID!\n) {\n  node(id: $id) {\n    __typename\n    ...documents_memberships_2HEEH6\n    id\n  }\n}\n\nfragment documents_memberships_2HEEH6 on Agent {\n  memberships(first: $first, after: $after) {\n    edges {\n      node {\n        id\n        team {\n          name\n          id\n        }\n        __typename\n      }\n      cursor\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n  id\n}\n',
    },
  }
})()

;(node as any).hash = '74b924c9d39984e5bff0e3e533362d95'

export default node
