import { isObjectType, isUnionType, type GraphQLObjectType } from 'graphql'
import { schema } from '../../src/schema/index.ts'
import { TypedDocumentString } from '../generated/graphql.ts'
import type { Outcome } from './outcomes.ts'

/** Selections of object fields, in any payload or error. */
const selections: Readonly<Record<string, string>> = {
  supervisor:
    '{ id name description status statusReason config policyVersionId hierarchyLevel parent { id } incarnation version }',
  team: '{ id name description objective config supervisor { id } version }',
  member: '{ id team { id } agent { id } role metadata active version }',
  impact: '{ supervisors teams activeMemberships activeAgents reparented token }',
  skipped: '{ status count }',
  memberships: '{ id }',
  current:
    '{ id ... on Supervisor { version } ... on SupervisorTeam { version } ... on SupervisorTeamMember { version } }',
}
const selectionOf = (field: string): string =>
  selections[{ supervisors: 'supervisor', members: 'member', left: 'member', joined: 'member' }[field] ?? field] ?? ''

/** Selections of types for which `selectionOf` would select too much, or the same field in two forms. */
const heartbeatPayload = 'supervisorId command status version incarnation accepted'
const ofTypes: Readonly<Record<string, string>> = {
  ParentUnavailableError: 'path supervisor { id status }',
  NameTakenError: 'path name holder: existing { id }',
  ApplyFleetPayload: `changed impact ${selections.impact}`, // tests of the mutation compare the changes
  HeartbeatPayload: heartbeatPayload, // without `dueAt`, which the model cannot predict
  HeartbeatsPayload: `results {
    __typename ... on HeartbeatPayload { ${heartbeatPayload} } ... on NotFoundError { id path } ... on ValidationError { path }
  }`,
}

const mutations = schema.getMutationType()?.getFields() ?? {}
/** Every mutation of the API. */
export const allMutationNames = Object.keys(mutations)
/** The mutations of the hierarchy. Tokens are not part of it: they have no events. */
export const mutationNames = allMutationNames.filter((name) => !name.endsWith('Token'))

/** Types of all payloads and errors of a mutation. */
export function resultTypesOf(mutation: string): readonly GraphQLObjectType[] {
  const type = mutations[mutation]?.type
  const union = type && 'ofType' in type ? type.ofType : type
  if (!isUnionType(union)) throw new Error(`expected a mutation that returns a union, got ${mutation}`)
  return union.getTypes().filter(isObjectType)
}

const documents = new Map<string, TypedDocumentString<{ result: Outcome }, { input: object }>>()

/** Document of the mutation, as `result`, with all fields of its payload and errors. */
export function documentOf(mutation: string): TypedDocumentString<{ result: Outcome }, { input: object }> {
  const known = documents.get(mutation) ?? writeDocument(mutation)
  documents.set(mutation, known)
  return known
}

function writeDocument(mutation: string): TypedDocumentString<{ result: Outcome }, { input: object }> {
  const fragments = resultTypesOf(mutation).map((type) => {
    const fields = Object.keys(type.getFields()).map((field) => `${field} ${selectionOf(field)}`)
    const isError = type.getInterfaces().length > 0
    const selected = ofTypes[type.name] ?? fields.filter((field) => !/^(message|code) /.test(field)).join(' ')
    return `... on ${type.name} { ${isError ? 'message code' : ''} ${selected} }`
  })
  const input = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  return new TypedDocumentString(
    `mutation ($input: ${input}!) { result: ${mutation}(input: $input) { __typename ${fragments.join(' ')} } }`,
  )
}
