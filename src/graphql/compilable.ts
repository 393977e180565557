import {
  getNamedType,
  isInputObjectType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLNamedType,
} from 'graphql'
import { schema } from './schema.ts'
import { sizeOf } from './limits.ts'

/** Each field adds about 14 kB and a third of a millisecond to compiled code; variables add to it too. */
const maxCompiledFields = 200
const maxCompiledVariables = 50

export interface Compilability {
  /** Whether graphql-jit executes the document as graphql-js does, provided that no variable in `nested` is null or absent. */
  readonly compilable: boolean
  /** Variables within an input object or a list. There, graphql-jit takes absent for null, and accepts null for any type. */
  readonly nested: ReadonlySet<string>
}

const known = new WeakMap<DocumentNode, Compilability>()

/**
 * Whether graphql-jit may compile a valid document; graphql-js executes all others (docs/adr/0009). Not compiled are:
 * - `@skip` and `@include`: graphql-jit keeps their conditions on syntax nodes that operations and fragments share;
 * - mutations of several fields: graphql-jit continues after a failed field;
 * - variables within literal JSON: graphql-jit loses them;
 * - literals, and keys of literals, with two underscores: graphql-jit writes literals into the code that it generates. It
 *   replaces its own marks `__MAGIC_…__` in that code, so a client could inject code;
 * - anything named `__proto__`: it keeps results and variables in plain objects, and loses such names;
 * - recursive input types and large documents: compiling takes too long, or too much memory.
 */
export function findCompilability(document: DocumentNode): Compilability {
  const before = known.get(document)
  if (before) return before
  const nested = new Set<string>()
  let variables = 0
  let compilable = sizeOf(document).fields <= maxCompiledFields
  const refuse = (refused: boolean): void => {
    compilable &&= !refused
  }
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition({ operation, selectionSet: { selections } }) {
        const [first] = selections
        refuse(operation === OperationTypeNode.MUTATION && (selections.length > 1 || first?.kind !== Kind.FIELD))
      },
      Directive() {
        refuse(true)
      },
      Name({ value }) {
        refuse(value === '__proto__')
      },
      StringValue({ value }) {
        refuse(value.includes('__'))
      },
      EnumValue({ value }) {
        refuse(value.includes('__'))
      },
      ObjectField({ name }) {
        refuse(name.value.includes('__'))
      },
      VariableDefinition() {
        refuse(++variables > maxCompiledVariables || isRecursive(getNamedType(types.getInputType())))
      },
      Variable({ name }, _key, parent) {
        const place = parent && 'kind' in parent ? parent.kind : Kind.LIST
        if (place === Kind.ARGUMENT || place === Kind.VARIABLE_DEFINITION) return
        nested.add(name.value)
        refuse(!types.getInputType())
      },
    }),
  )
  const found = { compilable, nested }
  known.set(document, found)
  return found
}

function isRecursive(type: GraphQLNamedType | undefined, above: readonly GraphQLNamedType[] = []): boolean {
  if (!isInputObjectType(type)) return false
  if (above.includes(type)) return true
  return Object.values(type.getFields()).some((field) => isRecursive(getNamedType(field.type), [...above, type]))
}
