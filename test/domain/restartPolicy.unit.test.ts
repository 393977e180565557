import { describe, expect, test } from 'vitest'
import { ValidationError } from '../../src/domain/errors.ts'
import type { JsonObject } from '../../src/domain/input.ts'
import { assertRestartPolicy, readRestartPolicy, restartStrategies } from '../../src/domain/restartPolicy.ts'

const defaults = { strategy: 'one_for_one', maxRestarts: 3, withinSeconds: 3_600, staggerSeconds: 0 }

const valid: [restart: object, read: object][] = [
  [{}, defaults],
  ...restartStrategies.map((strategy): [object, object] => [{ strategy }, { ...defaults, strategy }]),
  [{ max_restarts: 0 }, { ...defaults, maxRestarts: 0 }],
  [{ max_restarts: 1_000 }, { ...defaults, maxRestarts: 1_000 }],
  [{ max_restarts: -0 }, { ...defaults, maxRestarts: -0 }],
  [{ within_seconds: 1 }, { ...defaults, withinSeconds: 1 }],
  [{ within_seconds: 86_400 }, { ...defaults, withinSeconds: 86_400 }],
  [{ stagger_seconds: 0 }, defaults],
  [{ stagger_seconds: 3_600 }, { ...defaults, staggerSeconds: 3_600 }],
  [{ stagger_seconds: 6e1 }, { ...defaults, staggerSeconds: 60 }],
  [
    { strategy: 'rest_for_one', max_restarts: 5, within_seconds: 60, stagger_seconds: 2 },
    { strategy: 'rest_for_one', maxRestarts: 5, withinSeconds: 60, staggerSeconds: 2 },
  ],
]

describe('a valid policy', () => {
  test.each(valid)('can be %j', (restart, read) => {
    assertRestartPolicy({ other: 1, restart }, ['input', 'config'])
    expect(readRestartPolicy({ other: 1, restart })).toEqual(read)
  })

  test('can be absent, and is read as null', () => {
    for (const config of [{}, { restarts: 7 }, { heartbeat_interval: 30 }]) {
      assertRestartPolicy(config, ['input', 'config'])
      expect(readRestartPolicy(config)).toBeNull()
    }
  })
})

const aStrategy = 'one of one_for_one, one_for_all, rest_for_one'
const restarts = 'a whole number from 0 to 1000'
const period = 'a whole number from 1 to 86400'
const stagger = 'a whole number from 0 to 3600'
const keys = 'one of the keys strategy, max_restarts, within_seconds, stagger_seconds'

/** `read`: the policy as readRestartPolicy returns it, which treats an invalid value as omitted. */
const invalid: [restart: unknown, place: string[], expected: string, given: string, read: object | null][] = [
  [null, [], 'an object', 'null', null],
  [true, [], 'an object', 'true', null],
  [3, [], 'an object', '3', null],
  ['one_for_one', [], 'an object', '"one_for_one"', null],
  [[{ strategy: 'one_for_one' }], [], 'an object', '[{"strategy":"one_for_one"}]', null],
  [{ strategy: 'simple_one_for_one' }, ['strategy'], aStrategy, '"simple_one_for_one"', defaults],
  [{ strategy: 'ONE_FOR_ALL' }, ['strategy'], aStrategy, '"ONE_FOR_ALL"', defaults],
  [{ strategy: '' }, ['strategy'], aStrategy, '""', defaults],
  [{ strategy: null }, ['strategy'], aStrategy, 'null', defaults],
  [{ strategy: ['one_for_all'] }, ['strategy'], aStrategy, '["one_for_all"]', defaults],
  [{ max_restarts: -1 }, ['max_restarts'], restarts, '-1', defaults],
  [{ max_restarts: 1_001 }, ['max_restarts'], restarts, '1001', defaults],
  [{ max_restarts: 1.5 }, ['max_restarts'], restarts, '1.5', defaults],
  [{ max_restarts: '3' }, ['max_restarts'], restarts, '"3"', defaults],
  [{ max_restarts: null }, ['max_restarts'], restarts, 'null', defaults],
  [{ max_restarts: true }, ['max_restarts'], restarts, 'true', defaults],
  [{ max_restarts: [3] }, ['max_restarts'], restarts, '[3]', defaults],
  [{ within_seconds: 0 }, ['within_seconds'], period, '0', defaults],
  [{ within_seconds: 86_401 }, ['within_seconds'], period, '86401', defaults],
  [{ within_seconds: 1e21 }, ['within_seconds'], period, '1e+21', defaults],
  [{ stagger_seconds: -1 }, ['stagger_seconds'], stagger, '-1', defaults],
  [{ stagger_seconds: 3_601 }, ['stagger_seconds'], stagger, '3601', defaults],
  [{ stagger_seconds: {} }, ['stagger_seconds'], stagger, '{}', defaults],
  [{ maxRestarts: 3 }, ['maxRestarts'], keys, '"maxRestarts"', defaults],
  [{ intensity: 3 }, ['intensity'], keys, '"intensity"', defaults],
  [{ constructor: 3 }, ['constructor'], keys, '"constructor"', defaults],
  [{ toString: 3 }, ['toString'], keys, '"toString"', defaults],
  [
    { strategy: 'one_for_all', max_restarts: 2, within_seconds: 'hour' },
    ['within_seconds'],
    period,
    '"hour"',
    { ...defaults, strategy: 'one_for_all', maxRestarts: 2 },
  ],
]

describe('an invalid policy', () => {
  const refusalOf = (config: JsonObject): ValidationError => {
    try {
      assertRestartPolicy(config, ['input', 'config'])
    } catch (error) {
      if (error instanceof ValidationError) return error
      throw error
    }
    throw new Error('expected a refusal')
  }

  test.each(invalid)(
    'such as %j is refused at %j, and the error names the expected and the given value',
    (restart, place, expected, given, read) => {
      const { inputPath, message } = refusalOf({ restart })
      expect(inputPath).toEqual(['input', 'config', 'restart', ...place])
      expect(message).toBe(`${inputPath.join('.')}: expected ${expected}, got ${given}.`)
      expect(readRestartPolicy({ restart })).toEqual(read)
    },
  )

  test('with several invalid keys is refused at one of them', () => {
    expect(refusalOf({ restart: { max_restarts: -1, within_seconds: -1 } }).inputPath[3]).toMatch(
      /^(max_restarts|within_seconds)$/,
    )
  })
})
