import { ValidationError, type InputPath } from './errors.ts'
import { excerpt, excerptJson, isObject, type JsonObject } from './input.ts'

/**
 * Restart policy, from `config.restart` of a supervisor: which of its children are restarted when one of them fails.
 * The terms are those of Erlang/OTP (https://www.erlang.org/doc/apps/stdlib/supervisor.html).
 */
export interface RestartPolicy {
  readonly strategy: RestartStrategy
  /** Restart intensity: most restarts decided within the period. Beyond that, the failure escalates. */
  readonly maxRestarts: number
  /** Period of the restart intensity. */
  readonly withinSeconds: number
  /** Delay between two restarts of one decision. The first one has none. OTP has no counterpart. */
  readonly staggerSeconds: number
}

export const restartStrategies = ['one_for_one', 'one_for_all', 'rest_for_one'] as const
export type RestartStrategy = (typeof restartStrategies)[number]

/** OTP's default period of 5 s is too short here: missed heartbeats take 30 s or more to detect. */
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
 * Validates the restart policy of a config that a client sent.
 * @param path input path of the config
 * @throws {ValidationError} if `restart` is not an object, or has an unknown key or an invalid value
 */
export function assertRestartPolicy(config: JsonObject, path: InputPath): void {
  if (!Object.hasOwn(config, 'restart')) return
  const { restart } = config
  const policyPath = [...path, 'restart']
  if (!isObject(restart)) throw new ValidationError(policyPath, `expected an object, got ${excerptJson(restart)}.`)
  for (const [name, value] of Object.entries(restart)) {
    // hasOwn does not narrow the type of the name
    const key = Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : undefined
    const keyPath = [...policyPath, name]
    if (!key)
      throw new ValidationError(
        keyPath,
        `expected one of the keys ${Object.keys(keys).join(', ')}, got ${excerpt(name)}.`,
      )
    if (!key.accepts(value)) throw new ValidationError(keyPath, `expected ${key.expected}, got ${excerptJson(value)}.`)
  }
}

/**
 * Returns the restart policy of a stored config; null if it has none. A writer that bypasses the API can store an
 * invalid policy, so an invalid value counts as omitted.
 */
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
