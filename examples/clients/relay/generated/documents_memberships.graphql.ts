/**
 * @generated SignedSource<<1160a1f085b2e2c3a19b81ec35c1d426>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ReaderFragment } from 'relay-runtime'
import type { FragmentRefs } from 'relay-runtime'
export type documents_memberships$data = {
  readonly id: string
  readonly memberships: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly id: string
        readonly team: {
          readonly name: string
        }
      }
    }>
  }
  readonly ' $fragmentType': 'documents_memberships'
}
export type documents_memberships$key = {
  readonly ' $data'?: documents_memberships$data
  readonly ' $fragmentSpreads': FragmentRefs<'documents_memberships'>
}

import documentsMembershipsQuery_graphql from './documentsMembershipsQuery.graphql'

const node: ReaderFragment = (function () {
  var v0 = ['memberships'],
    v1 = {
      alias: null,
      args: null,
      kind: 'ScalarField',
      name: 'id',
      storageKey: null,
    }
  return {
    argumentDefinitions: [
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
    ],
    kind: 'Fragment',
    metadata: {
      connection: [
        {
          count: 'first',
          cursor: 'after',
          direction: 'forward',
          path: v0 /*:: as any*/,
        },
      ],
      refetch: {
        connection: {
          forward: {
            count: 'first',
            cursor: 'after',
          },
          backward: null,
          path: v0 /*:: as any*/,
        },
        fragmentPathInResult: ['node'],
        operation: documentsMembershipsQuery_graphql,
        identifierInfo: {
          identifierField: 'id',
          identifierQueryVariableName: 'id',
        },
      },
    },
    name: 'documents_memberships',
    selections: [
      {
        alias: 'memberships',
        args: null,
        concreteType: 'SupervisorTeamMemberConnection',
        kind: 'LinkedField',
        name: '__Agent_memberships_connection',
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
                  v1 /*:: as any*/,
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
        storageKey: null,
      },
      v1 /*:: as any*/,
    ],
    type: 'Agent',
    abstractKey: null,
  }
})()

;(node as any).hash = '74b924c9d39984e5bff0e3e533362d95'

export default node
