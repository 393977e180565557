import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withTransports } from '../support/api/withTransports.ts'

const open = { api: withApi(), suggests: true }
const closed = { api: withApi({ production: true }), suggests: false }

const mistakes: [string, object][] = [
  ['a field', { query: '{ supervisor_ { totalCount } }' }],
  ['an argument', { query: '{ supervisors(first_: 1) { totalCount } }' }],
  ['a type', { query: '{ node(id: "a") { ... on Supervisor_ { id } } }' }],
  ['an enum value', { query: '{ supervisors(filter: { status: [ACTIVE_] }) { totalCount } }' }],
  [
    'an input field in a variable',
    {
      query: 'query ($f: SupervisorFilter) { supervisors(filter: $f) { totalCount } }',
      variables: { f: { status_: ['ACTIVE'] } },
    },
  ],
  [
    'an enum value in a variable',
    {
      query: 'query ($f: SupervisorFilter) { supervisors(filter: $f) { totalCount } }',
      variables: { f: { status: ['ACTIVE_'] } },
    },
  ],
]

for (const { api, suggests } of [open, closed]) {
  const transports = withTransports(api)
  for (const transport of ['HTTP', 'WebSocket'] as const) {
    test.each(mistakes)(
      `a mistake in %s ${suggests ? 'suggests' : 'does not suggest, without introspection,'} a name over ${transport}`,
      async (_, operation) => {
        for (let run = 0; run < 4; run++) {
          const { errors } = await transports[transport](JSON.stringify(operation))
          expect(errors?.length).toBeGreaterThan(0)
          expect(JSON.stringify(errors).includes('Did you mean')).toBe(suggests)
        }
      },
    )
  }
}
