import { ValidationError, type InputPath } from './errors.ts'
import type { JsonObject } from './input.ts'

/**
 * `config.restart` of a supervisor: what becomes of its children when one of them fails, in the terms of Erlang/OTP
 * (https://www.erlang.org/doc/apps/stdlib/supervisor.html).
 */
export interface RestartPolicy {
  readonly strategy: RestartStrategy
  /** Up to so many restarts are decided within so many seconds; beyond that, it gives up. OTP's intensity and period. */
  readonly maxRestarts: number
  readonly withinSeconds: number
  /** Between the restarts of one decision, from the second one on. OTP has no such thing. */
  readonly staggerSeconds: number
}

export const restartStrategies = ['one_for_one', 'one_for_all', 'rest_for_one'] as const
export type RestartStrategy = (typeof restartStrategies)[number]

/** OTP's period is 5 s by default: too short here, where it takes 30 s at least until a death is noticed. */
const defaults: RestartPolicy = { strategy: 'one_for_one', maxRestarts: 3, withinSeconds: 3_600, staggerSeconds: 0 }

interface PolicyKey {
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}
const wholeNumber = (least: number, most: number): PolicyKey => ({
  expected: `a whole number from ${least} to ${most}`,
  accepts: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
})
const keys = {
  strategy: { expected: `one of ${restartStrategies.join(', ')}`, accepts: isStrategy },
  max_restarts: wholeNumber(0, 1_000),
  within_seconds: wholeNumber(1, 86_400),
  stagger_seconds: wholeNumber(0, 3_600),
} satisfies Record<string, PolicyKey>

/**
 * Of a config that comes over the API.
 * @throws {ValidationError} that names the key, below `path`, the config's own
 */
export function assertRestartPolicy(config: JsonObject, path: InputPath): void {
  if (!Object.hasOwn(config, 'restart')) return
  const { restart } = config
  const place = [...path, 'restart']
  if (!isObject(restart)) throw new ValidationError(place, `expected an object, was given ${JSON.stringify(restart)}`)
  for (const [name, value] of Object.entries(restart)) {
    const key = Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : undefined // which hasOwn does not tell
    if (!key) throw new ValidationError([...place, name], `expected one of ${Object.keys(keys).join(', ')}`)
    if (!key.accepts(value))
      throw new ValidationError([...place, name], `expected ${key.expected}, was given ${JSON.stringify(value)}`)
  }
}

/** The policy that a config has, whoever wrote it: garbage counts as left out. Null where there is none. */
export function readRestartPolicy(config: JsonObject): RestartPolicy | null {
  const { restart } = config
  if (!isObject(restart)) return null
  const { strategy } = restart
  const count = (name: 'max_restarts' | 'within_seconds' | 'stagger_seconds', fallback: number): number =>
    keys[name].accepts(restart[name]) ? Number(restart[name]) : fallback
  return {
    strategy: isStrategy(strategy) ? strategy : defaults.strategy,
    maxRestarts: count('max_restarts', defaults.maxRestarts),
    withinSeconds: count('within_seconds', defaults.withinSeconds),
    staggerSeconds: count('stagger_seconds', defaults.staggerSeconds),
  }
}

function isStrategy(value: unknown): value is RestartStrategy {
  return restartStrategies.some((strategy) => strategy === value)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
