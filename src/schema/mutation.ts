import type { InputFieldBuilder, InputFieldMap, InputFieldRef, InputRef, ObjectRef } from '@pothos/core'
import { ForbiddenError, UnavailableError, ValidationError, type DomainError } from '../domain/errors.ts'
import type { Role } from '../domain/glossary.ts'
import { runMutation, type UseCase } from '../resolvers/runMutation.ts'
import { builder, type Types } from './builder.ts'

export type InputFields = InputFieldBuilder<Types, 'InputObject'>
export type PayloadFields<Payload> = PothosSchemaTypes.ObjectFieldBuilder<Types, Payload>

interface MutationDefinition<Input extends object, Payload extends object> {
  /** The role that the caller needs. It is checked before the use case runs, and appended to the description. */
  readonly requires: Role
  readonly description: string
  readonly input: {
    readonly description: string
    /** Each field that the use case reads, with the type that the use case expects. */
    readonly fields: (t: InputFields) => InputFieldMap & {
      readonly [Field in keyof NoInfer<Input>]: InputFieldRef<Types, Input[Field]>
    }
  }
  readonly payload: {
    readonly description: string
    /** Fields of what the use case returns. */
    readonly fields: NonNullable<PothosSchemaTypes.ObjectTypeOptions<Types, NoInfer<Payload>>['fields']>
  }
  /** Errors of this mutation. ValidationError, ForbiddenError and UnavailableError are added. */
  readonly errors: readonly (new (...args: never[]) => DomainError)[]
  readonly useCase: UseCase<Input, Payload>
}

/**
 * Declares a mutation: the field, its types `<Name>Input` and `<Name>Payload`, and the union `<Name>Result` of the
 * payload and the errors. Returns the types that other mutations can use.
 * @example
 * mutation('deleteTeam', {
 *   requires: 'OPERATE',
 *   description: 'Deletes a team.',
 *   input: { description: 'Team to delete.', fields: (t) => ({ id: t.id({ required: true, description: 'UUID.' }) }) },
 *   payload: { description: 'Deleted team.', fields: (t) => ({ deletedId: t.exposeID('deletedId', { … }) }) },
 *   errors: [NotFoundError],
 *   useCase: deleteTeam,
 * })
 */
export function mutation<Input extends object, Payload extends object>(
  name: string,
  { requires, description, input, payload, errors, useCase }: MutationDefinition<Input, Payload>,
) {
  const stem = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  // `object`: the types of Pothos do not resolve for a shape that is generic, and MutationDefinition has checked the fields
  const inputType: InputRef<object> = builder.inputType(`${stem}Input`, input)
  const payloadType: ObjectRef<Types, object> = builder.objectRef<Payload>(`${stem}Payload`).implement(payload)
  const result = builder.errorUnion(`${stem}Result`, {
    description: `Payload of \`${name}\`, or the error that refused it.`,
    types: [payloadType, ValidationError, ForbiddenError, UnavailableError, ...errors],
    resolveType: () => payloadType,
  })
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      description: `${description} Requires role ${requires}.`,
      args: { input: t.arg({ type: inputType, required: true, description: input.description }) },
      resolve: (_root, args, ctx) => runMutation(requires, useCase, args.input as Input, ctx),
    }),
  )
  return { input: inputType as InputRef<Input>, result }
}
