import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLField,
  type GraphQLInputField,
} from 'graphql'
import { expect, test } from 'vitest'
import { roleFor } from '../../src/domain/permissions.ts'
import { schema } from '../../src/schema/index.ts'

/** Every schema element that can have a description, by its schema coordinate. */
function* described(): Generator<[coordinate: string, description: string | null | undefined]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    yield [type.name, type.description]
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description]
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
    const fields: Record<string, GraphQLField<unknown, unknown> | GraphQLInputField> = type.getFields()
    for (const field of Object.values(fields)) {
      yield [`${type.name}.${field.name}`, field.description]
      if ('args' in field)
        for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name}:)`, arg.description]
    }
  }
}

test('every type, field, argument, input field and enum value has a description', () => {
  const all = [...described()]
  expect(all.length).toBeGreaterThan(300)
  expect(all.filter(([, description]) => !description?.trim()).map(([coordinate]) => coordinate)).toEqual([])
})

test('every description ends like a sentence and has more than 6 characters', () => {
  for (const [coordinate, description = ''] of described()) {
    expect([coordinate, description]).toEqual([coordinate, expect.stringMatching(/^\S[^]*[.)`\]:]$/)])
    expect([coordinate, (description ?? '').length > 6]).toEqual([coordinate, true])
  }
})

test('every mutation takes one input and returns a union of its payload and its errors', () => {
  for (const { name, args, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const stem = name.charAt(0).toUpperCase() + name.slice(1)
    expect(args.map((arg) => `${arg.name}: ${String(arg.type)}`)).toEqual([`input: ${stem}Input!`])
    expect(String(type)).toBe(`${stem}Result!`)
    const union = schema.getType(`${stem}Result`)
    const members = union && 'getTypes' in union ? union.getTypes().map((member) => member.name) : []
    expect(members).toContain(`${stem}Payload`)
    expect(members).toEqual(expect.arrayContaining(['ForbiddenError', 'UnavailableError']))
    for (const member of members) expect(member).toMatch(new RegExp(`^(${stem}Payload|\\w+Error)$`))
  }
})

test('every mutation states the role that it requires', () => {
  for (const { name, description } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const role = roleFor('Mutation', name)
    expect([name, description]).toEqual([name, expect.stringMatching(new RegExp(`\\. Requires role ${role}\\.$`))])
  }
})

test('every error implements Error', () => {
  const errors = Object.keys(schema.getTypeMap()).filter((name) => /\wError$/.test(name))
  expect(errors.length).toBeGreaterThan(10)
  for (const name of errors) {
    const type = schema.getType(name)
    expect([name, isObjectType(type) && type.getInterfaces().map((each) => each.name)]).toEqual([name, ['Error']])
  }
})
