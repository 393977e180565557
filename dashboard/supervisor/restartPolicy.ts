import { formatDuration } from '../ui/time.ts'

const affected: Readonly<Record<string, string>> = {
  one_for_one: 'the child that failed',
  one_for_all: 'all of its children',
  rest_for_one: 'the child that failed, and the children that were spawned after it',
}

/** The restart policy in words, with the defaults of the server. */
export function describeRestartPolicy(config: Readonly<Record<string, unknown>>): string {
  const { restart } = config
  if (typeof restart !== 'object' || restart === null)
    return 'No restart policy: children that fail stay FAILED until an operator restarts them.'
  const policy = restart as Readonly<Record<string, unknown>>
  const { strategy = 'one_for_one', max_restarts = 3, within_seconds = 3_600, stagger_seconds = 0 } = policy
  const period = formatDuration(Number(within_seconds) * 1_000)
  const pause = Number(stagger_seconds) > 0 ? `, ${formatDuration(Number(stagger_seconds) * 1_000)} apart` : ''
  return `When a child fails, this supervisor restarts ${affected[String(strategy)] ?? String(strategy)}${pause}: at most ${String(max_restarts)} times in ${period}. After that, it escalates the failure to its parent.`
}
