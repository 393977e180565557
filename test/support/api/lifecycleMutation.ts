import { TypedDocumentString } from '../../generated/graphql.ts'

/** The lifecycle mutations. A scoped one accepts the scope SUBTREE as well as SELF. */
export const lifecycleMutations = [
  { mutation: 'activateSupervisor', scoped: false },
  { mutation: 'pauseSupervisor', scoped: true },
  { mutation: 'resumeSupervisor', scoped: true },
  { mutation: 'failSupervisor', scoped: false },
  { mutation: 'restartSupervisor', scoped: true },
  { mutation: 'terminateSupervisor', scoped: false },
] as const
export type LifecycleMutation = (typeof lifecycleMutations)[number]['mutation']

export interface LifecycleResult {
  readonly __typename: string
  readonly [field: string]: unknown
}

/** Document of one lifecycle mutation, as `result`, with all fields of its payload and errors. */
export function lifecycleDocument(
  mutation: LifecycleMutation,
): TypedDocumentString<{ result: LifecycleResult }, { input: object }> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const scoped = lifecycleMutations.some((each) => each.mutation === mutation && each.scoped)
  const invalidTransition = '... on InvalidTransitionError { from to allowed }'
  return new TypedDocumentString(`
    mutation ($input: ${type}Input!) {
      result: ${mutation}(input: $input) {
        __typename
        ... on ${type}Payload {
          changed
          supervisor { id status statusReason version incarnation }
          ${scoped ? 'changedCount skipped { status count }' : ''}
        }
        ... on Error { message code }
        ... on ValidationError { path }
        ... on NotFoundError { path id }
        ... on ConflictError { current { id ... on Supervisor { status version } } }
        ... on ForbiddenError { required }
        ${mutation === 'terminateSupervisor' ? '' : invalidTransition}
      }
    }`)
}
