import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  type ASTVisitFn,
  type ASTVisitor,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'

/** The rules of the GraphQL specification, and the rules of this project. */
export function validationRules(introspection: boolean): readonly ValidationRule[] {
  const rules = specifiedRules.map((rule) =>
    rule === SingleFieldSubscriptionsRule ? unconditionalSubscriptions : rule,
  )
  return introspection ? rules : [...rules, noIntrospection]
}

/** Refuses `__schema` and `__type`. Unlike the rule of graphql-js, it does not report every field below them. */
function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      const { value } = node.name
      if (value !== '__schema' && value !== '__type') return
      context.reportError(
        new GraphQLError(`GraphQL introspection has been disabled: ${value} is not available.`, { nodes: node }),
      )
    },
  }
}

/**
 * Requires one root field in a subscription, without `@skip` and `@include`, as the specification does since September 2025
 * (https://spec.graphql.org/September2025/#sec-Single-Root-Field). The rule of graphql-js throws if such a directive has a
 * variable, because variables have no values yet.
 */
function unconditionalSubscriptions(context: ValidationContext): ASTVisitor {
  // graphql-js has no more exact type for the visitor of a rule
  const rule = SingleFieldSubscriptionsRule(context) as { OperationDefinition: ASTVisitFn<OperationDefinitionNode> }
  const conditional = new Map<string, boolean>()

  const isConditional = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.directives?.some(({ name: { value } }) => value === 'skip' || value === 'include')) return true
      if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(selection.selectionSet)
      return selection.kind === Kind.FRAGMENT_SPREAD && isFragmentConditional(selection.name.value)
    })
  const isFragmentConditional = (name: string): boolean => {
    const known = conditional.get(name)
    if (known !== undefined) return known
    conditional.set(name, false) // ends the search in a fragment that spreads itself
    const fragment = context.getFragment(name)
    const found = fragment ? isConditional(fragment.selectionSet) : false
    conditional.set(name, found)
    return found
  }

  return {
    OperationDefinition(...visited) {
      const [node] = visited
      if (node.operation !== OperationTypeNode.SUBSCRIPTION) return
      if (!isConditional(node.selectionSet)) {
        rule.OperationDefinition(...visited)
        return
      }
      context.reportError(
        new GraphQLError(
          'The root field of a subscription must not have @skip or @include. Subscribe only if you want the field.',
          { nodes: node },
        ),
      )
    },
  }
}
