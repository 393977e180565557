import type { InputFieldBuilder, InputFieldMap, InputFieldRef, InputRef, ObjectRef } from '@pothos/core'
import { ForbiddenError, UnavailableError, ValidationError, type DomainError } from '../domain/errors.ts'
import { roleFor, type MutationName } from '../domain/permissions.ts'
import { runMutation, type UseCase } from '../resolvers/runMutation.ts'
import { builder, type Types } from './builder.ts'

/** The builder of the input fields of a mutation, for functions that several mutations share. */
export type InputFields = InputFieldBuilder<Types, 'InputObject'>
/** The builder of the payload fields of a mutation whose use case returns `Payload`. */
export type PayloadFields<Payload> = PothosSchemaTypes.ObjectFieldBuilder<Types, Payload>

interface MutationDefinition<Input extends object, Payload extends object> {
  /** What the mutation does, in the third person, with its side effects and what a repeat does. Ends with a full stop. */
  readonly description: string
  readonly input: {
    /** Also the description of the argument `input`. */
    readonly description: string
    /** All fields of the input of the use case, with the same types: the compiler compares them. */
    readonly fields: (t: InputFields) => InputFieldMap & {
      readonly [Field in keyof NoInfer<Input>]: InputFieldRef<Types, Input[Field]>
    }
  }
  readonly payload: {
    readonly description: string
    /** Fields of the facts that the use case returns. Objects are read by id (see payloadFields.ts). */
    readonly fields: NonNullable<PothosSchemaTypes.ObjectTypeOptions<Types, NoInfer<Payload>>['fields']>
  }
  /**
   * Errors that the use case throws: members of the union. ValidationError, ForbiddenError and UnavailableError are
   * added. A domain error that is missing here reaches the client as a top-level error.
   */
  readonly errors: readonly (new (...args: never[]) => DomainError)[]
  /** Runs once the role is checked. */
  readonly useCase: UseCase<Input, Payload>
}

/**
 * Declares a mutation: the field, its types `<Name>Input` and `<Name>Payload`, and the union `<Name>Result` of the
 * payload and the errors. The field checks the role of `permissions`, runs the use case, and notes a refusal for the
 * metrics. Call it once for each name, when the module is loaded, and import the module in `index.ts`.
 * @returns the input and the union, for mutations that take or return lists of them
 * @example
 * mutation('deleteTeam', {
 *   description: 'Deletes a team.',
 *   input: { description: 'Team to delete.', fields: (t) => ({ id: t.id({ required: true, description: '…' }) }) },
 *   payload: { description: 'Deleted team.', fields: (t) => ({ deletedId: t.exposeID('deletedId', { … }) }) },
 *   errors: [NotFoundError],
 *   useCase: deleteTeam,
 * })
 */
export function mutation<Input extends object, Payload extends object>(
  name: MutationName,
  { description, input, payload, errors, useCase }: MutationDefinition<Input, Payload>,
) {
  const requires = roleFor('Mutation', name)
  const stem = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  // `object`, since Pothos cannot resolve its types for a generic shape. MutationDefinition has checked the fields.
  const inputType: InputRef<object> = builder.inputType(`${stem}Input`, input)
  const payloadType: ObjectRef<Types, object> = builder.objectRef<Payload>(`${stem}Payload`).implement(payload)
  const result = builder.errorUnion(`${stem}Result`, {
    description: `Payload of \`${name}\`, or the error that refused the mutation.`,
    types: [payloadType, ValidationError, ForbiddenError, UnavailableError, ...errors],
    resolveType: () => payloadType,
  })
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      description: `${description} Requires role ${requires}.`,
      args: { input: t.arg({ type: inputType, required: true, description: input.description }) },
      resolve: (_root, args, ctx, { path }) =>
        ctx.turns.whileChanging(() =>
          runMutation({ requires, useCase, responseKey: String(path.key) }, args.input as Input, ctx),
        ),
    }),
  )
  return { input: inputType as InputRef<Input>, result }
}
