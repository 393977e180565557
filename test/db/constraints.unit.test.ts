import { expect, test } from 'vitest'
import { explainConstraint } from '../../src/db/constraints.ts'

const parent = '123e4567-e89b-12d3-a456-426614174000'
const violated = (constraint: string, detail: string, within: string | null = null): unknown =>
  explainConstraint(Object.assign(new Error('duplicate key'), { code: '23505', constraint, detail }), { within })

test.each([
  ['a child', `Key (parent_id, name)=(${parent}, a) already exists.`, 'a', `by a live child of supervisor ${parent}`],
  ['a root', 'Key (parent_id, name)=(null, a) already exists.', 'a', 'by a live root'],
  [
    'a root with a name that looks like a key',
    `Key (parent_id, name)=(null, x)=(${parent}, y) already exists.`,
    `x)=(${parent}, y`,
    'by a live root',
  ],
  [
    'a supervisor that the message does not name',
    'Key already exists.',
    '',
    'by a live supervisor with the same parent',
  ],
])('the taken name of %s is read from the detail', (_of, detail, name, where) => {
  expect(violated('supervisors_live_name_key', detail)).toMatchObject({
    code: 'NAME_TAKEN',
    takenName: name,
    message: expect.stringContaining(where) as unknown,
  })
})

test.each([
  [`Key (supervisor_id, name)=(${parent}, a) already exists.`, `by another team of supervisor ${parent}`],
  ['Key already exists.', 'by another team of the supervisor'],
])('the taken name of a team is read from %s', (detail, where) => {
  expect(violated('supervisor_teams_supervisor_id_name_key', detail)).toMatchObject({
    code: 'NAME_TAKEN',
    message: expect.stringContaining(where) as unknown,
  })
})

test('a caller that is limited to a subtree learns neither the parent of a taken name nor the levels above it', () => {
  const detail = `Key (parent_id, name)=(${parent}, a) already exists.`
  expect(violated('supervisors_live_name_key', detail, 'the top')).toMatchObject({
    code: 'NAME_TAKEN',
    existing: null,
    message: 'Name "a" is already used by a live supervisor with the same parent. Choose another name.',
  })
  expect(violated('supervisors_max_level', '', 'the top')).toMatchObject({ code: 'UNAVAILABLE' })
})
