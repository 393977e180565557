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
import { schema } from '../schema/index.ts'
import { sizeOf } from './limits.ts'

/** Compiled code grows with the fields, at some 14 kB and a third of a millisecond for each, and with the variables. */
const maxCompiledFields = 200
const maxCompiledVariables = 50

export interface Compilability {
  /** Whether graphql-jit executes it as graphql-js does, as long as none of `nested` is null or absent. */
  readonly compilable: boolean
  /** The variables within an input object or a list: graphql-jit takes an absent one for null, and null for any type. */
  readonly nested: ReadonlySet<string>
}

const known = new WeakMap<DocumentNode, Compilability>()

/**
 * What graphql-jit may be given; everything else runs on graphql-js. Left out is
 * - what it executes in another way: `@skip` and `@include` (it keeps them on nodes that operations and fragments share),
 *   mutations of several fields (it goes on after one that failed), variables within literal JSON (it loses them);
 * - what it would run as code: it puts literals into what it writes, and replaces its own marks in there, `__MAGIC_…__`,
 *   so no literal, and no key of one, with two underscores is let through;
 * - what it loses: whatever is named `__proto__`, since it keeps answers and variables in plain objects;
 * - what takes it too long, or too much memory: inputs that contain their like, and large documents.
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
