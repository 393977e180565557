import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import {
  fetchEvents,
  fetchReplayed,
  replayEvents,
  type EventRecord,
  type Replayed,
} from '../support/events/replayEvents.ts'
import type { TestApi } from '../support/api/withApi.ts'
import { say, type Model, type Run } from './Command.ts'
import { documentOf } from './documents.ts'
import { adopt, levelOf, pathOf, type Hierarchy } from './hierarchyModel.ts'
import { nameIds } from './ids.ts'
import type { Inputs, Mutation } from './inputs.ts'
import { omit } from './json.ts'
import { newToken } from './lifecycleRules.ts'
import type { Outcome } from './outcomes.ts'
import { predict } from './predict.ts'
import { predictEvents } from './predictEvents.ts'
import type { Tally } from './Tally.ts'

/** What is known of the database between two commands. */
interface Seen {
  readonly rows: Replayed
  readonly paths: ReadonlyMap<string, readonly string[]>
  readonly events: readonly EventRecord[]
  /** Restarts that were decided and are not made. */
  readonly restarts: readonly unknown[]
  readonly violations: readonly unknown[]
}

/** A run of commands against the API and its database, from an empty one on. */
export class CheckedRun implements Run {
  readonly #api: TestApi
  readonly #tally: Tally
  readonly #said: string[] = []
  #recorded = 0

  constructor(api: TestApi, tally: Tally) {
    this.#api = api
    this.#tally = tally
  }

  /** @throws with all that was said and answered so far, where the database is not what the model says */
  async perform<M extends Mutation>(model: Model, mutation: M, input: Inputs[M]): Promise<void> {
    const before = model.all
    const predicted = predict(before, mutation, input)
    const { result } = await this.#api.data(documentOf(mutation), { input })
    const seen = await look(this.#api)
    const names = adopt(predicted.after, seen.rows)
    adoptToken(predicted.after, predicted.outcomes, result, names)

    this.#said.push(`${this.#said.length + 1}. ${mutation} ${say(input)} → ${nameIds(result.__typename)}`)
    this.#compare('the answer', withoutWords(result), chooseOutcome(predicted.outcomes, result, names))
    this.#compare('the rows', describeRows(seen), describeModel(predicted.after))
    this.#compare('the restarts that are decided', seen.restarts, describeAwaiting(predicted.after))
    this.#compare('what db:verify finds', seen.violations, [])
    this.#compare('the record, replayed', replayEvents(seen.events), seen.rows)
    const events = seen.events.slice(this.#recorded)
    this.#compare('the new events', describeEvents(events), predictEvents(before, predicted.after).sort(byRow))
    this.#compare('who, why and what led to it', describeCauses(events), predictCauses(events, mutation, input))

    this.#recorded = seen.events.length
    for (const { type, after } of events)
      if (type === 'CHILD_FAILED') this.#tally.countDecision(String(after?.decision))
    model.all = predicted.after
    this.#tally.count(mutation, input, result)
  }

  #compare(what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return
    const history = `${this.#said.join('\n')}\n\nThen ${what}`
    expect(readable(actual), history).toEqual(readable(expected))
    expect(actual, history).toEqual(expected)
    throw new Error(`${history}: differs in ways that are not shown`)
  }
}

async function look({ pool, violations }: TestApi): Promise<Seen> {
  const [rows, paths, events, restarts, found] = await Promise.all([
    fetchReplayed(pool),
    pool.query<{ id: string; path: string[] }>('SELECT id, path FROM supervisors'),
    fetchEvents(pool),
    pool.query<object>('SELECT supervisor_id AS id, incarnation FROM supervisor_restarts ORDER BY supervisor_id'),
    violations(),
  ])
  const pathsById = new Map(paths.rows.map(({ id, path }) => [id, path]))
  return { rows, paths: pathsById, events, restarts: restarts.rows, violations: found }
}

// ── The answer ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Errors have a message, for people, and the code of their type. */
function withoutWords(result: Outcome): Outcome {
  const { message, code, ...outcome } = result
  if (!outcome.__typename.endsWith('Error')) return outcome
  expect(message).toMatch(/\S/)
  expect(`${String(code)}_ERROR`).toBe(outcome.__typename.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase())
  return outcome
}

/** The one that was answered; where it was none of them, any. */
function chooseOutcome(outcomes: readonly Outcome[], result: Outcome, names: ReadonlyMap<string, string>): unknown {
  const named = outcomes.map((outcome) => substitute(outcome, names))
  const answered = withoutWords(result)
  const equal = named.find((outcome) => isDeepStrictEqual(outcome, answered))
  return equal ?? named.find(({ __typename }) => __typename === result.__typename) ?? { oneOf: named }
}

function substitute<T>(value: T, names: ReadonlyMap<string, string>): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? (names.get(part) ?? part) : part,
  ) as T
}

const tokenOf = ({ impact }: Outcome): string | null => (impact as { token: string } | undefined)?.token ?? null

/** A token that was foretold to be new is known from now on, unless it is that of another impact. */
function adoptToken(
  after: Hierarchy,
  [predicted]: readonly Outcome[],
  result: Outcome,
  names: Map<string, string>,
): void {
  const expected = predicted ? tokenOf(predicted) : null
  const token = tokenOf(result)
  if (expected === null || token === null || !expected.startsWith(newToken) || after.tokens.has(token)) return
  after.tokens.set(token, JSON.parse(expected.slice(newToken.length)) as never) // which describeImpact wrote
  names.set(expected, token)
}

// ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)

function describeModel(all: Hierarchy): unknown {
  const supervisors = [...all.supervisors.values()].map((row) => {
    return { ...omit(row, 'madeBy', 'sequence'), hierarchyLevel: levelOf(all, row), path: pathOf(all, row) }
  })
  const teams = [...all.teams.values()].map((row) => omit(row, 'madeBy'))
  return {
    supervisors: supervisors.sort(byId),
    teams: teams.sort(byId),
    memberships: [...all.memberships.values()].sort(byId),
  }
}

function describeRows({ rows, paths }: Seen): unknown {
  const supervisors = [...rows.supervisors.values()].map((row) => ({
    ...omit(row, 'statusChangedAt'),
    id: row.id,
    path: paths.get(row.id),
  }))
  const teams = [...rows.teams.values()].map((row) => ({ ...omit(row, 'createdAt'), id: row.id }))
  const memberships = [...rows.memberships.values()].map((row) => ({ ...row, active: row.leftAt === null }))
  return { supervisors: supervisors.sort(byId), teams: teams.sort(byId), memberships: memberships.sort(byId) }
}

function describeAwaiting({ awaiting }: Hierarchy): unknown {
  return [...awaiting].map(([id, incarnation]) => ({ id, incarnation })).sort(byId)
}

// ── The record ───────────────────────────────────────────────────────────────────────────────────────────────────────

const rowOf = ({ membershipId, teamId, supervisorId }: EventRecord): string => membershipId ?? teamId ?? supervisorId
const byRow = (a: { row: string }, b: { row: string }): number => (a.row < b.row ? -1 : 1)

function describeEvents(events: readonly EventRecord[]): unknown {
  return events
    .map((event) => {
      const told = isTold(event) ? { facts: event.after } : {}
      return { type: event.type, row: rowOf(event), version: event.version, ...told }
    })
    .sort(byRow)
}

function describeCauses(events: readonly EventRecord[]): unknown {
  return events.map(({ actor, reason, causedBy }) => ({ actor, reason, causedBy }))
}

const isTold = ({ type }: EventRecord): boolean => type === 'CHILD_FAILED' || type === 'FAILURE_ESCALATED'

/**
 * The change of what a mutation is about comes first, and is the cause of all others; but what supervisors are told of a
 * failure goes from one to the next.
 */
function predictCauses(events: readonly EventRecord[], mutation: Mutation, input: object): unknown {
  const [first] = events
  const reason = ('reason' in input && input.reason) || null
  const target = mutation === 'createTeam' && first ? rowOf(first) : targetOf(mutation, input)
  const cause = events.some((event) => rowOf(event) === target) ? first : undefined
  return events.map((event, i) => {
    const ledToIt = isTold(event) ? events[i - 1] : event !== cause || rowOf(event) !== target ? cause : undefined
    return { actor: 'local', reason, causedBy: ledToIt?.sequence ?? null }
  })
}

function targetOf(mutation: Mutation, input: object): unknown {
  return 'id' in input && !/^(spawn|remove)/.test(mutation) ? input.id : undefined
}

function readable(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, part: unknown): unknown =>
    part instanceof Map ? Object.fromEntries(part) : part,
  )
  return JSON.parse(nameIds(text))
}
