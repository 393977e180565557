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
import { shorten, type Model, type Run } from './Command.ts'
import { documentOf } from './documents.ts'
import { adopt, levelOf, pathOf, type Confirmation, type Hierarchy } from './hierarchyModel.ts'
import { nameIds } from './ids.ts'
import type { Inputs, Mutation } from './inputs.ts'
import { omit } from './json.ts'
import { newToken } from './lifecycleRules.ts'
import type { Outcome } from './outcomes.ts'
import { predict } from './predict.ts'
import { predictEvents } from './predictEvents.ts'
import type { Tally } from './Tally.ts'

/** State of the database between two commands. */
interface DatabaseState {
  readonly rows: Replayed
  readonly paths: ReadonlyMap<string, readonly string[]>
  readonly events: readonly EventRecord[]
  /** Scheduled restarts. */
  readonly restarts: readonly unknown[]
  readonly violations: readonly unknown[]
}

/** A run of commands against the API, which starts with an empty database. */
export class CheckedRun implements Run {
  readonly #api: TestApi
  readonly #tally: Tally
  readonly #history: string[] = []
  #recorded = 0

  constructor(api: TestApi, tally: Tally) {
    this.#api = api
    this.#tally = tally
  }

  /** @throws {Error} with the history of the run, if the response or the database differs from the model */
  async perform<M extends Mutation>(model: Model, mutation: M, input: Inputs[M]): Promise<void> {
    const before = model.all
    const predicted = predict(before, mutation, input)
    const { result } = await this.#api.data(documentOf(mutation), { input })
    const seen = await readState(this.#api)
    const names = adopt(predicted.after, seen.rows)
    adoptToken(predicted.after, predicted.outcomes, result, names)

    this.#history.push(`${this.#history.length + 1}. ${mutation} ${shorten(input)} → ${nameIds(result.__typename)}`)
    this.#compare('the response', withoutMessage(result), chooseOutcome(predicted.outcomes, result, names))
    this.#compare('the rows', describeRows(seen), describeModel(predicted.after))
    this.#compare('the scheduled restarts', seen.restarts, describeAwaiting(predicted.after))
    this.#compare('the rows of verify_hierarchy()', seen.violations, [])
    this.#compare('the replay of all events', replayEvents(seen.events), seen.rows)
    const events = seen.events.slice(this.#recorded)
    this.#compare('the new events', describeEvents(events), predictEvents(before, predicted.after).sort(byRow))
    this.#compare(
      'the actor, reason and cause of each event',
      describeCauses(events),
      predictCauses(events, mutation, input),
    )

    this.#recorded = seen.events.length
    for (const { type, after } of events)
      if (type === 'CHILD_FAILED') this.#tally.countDecision(String(after?.decision))
    model.all = predicted.after
    this.#tally.count(mutation, input, result)
  }

  #compare(what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return
    const history = `${this.#history.join('\n')}\n\nThen ${what}`
    expect(readable(actual), history).toEqual(readable(expected))
    expect(actual, history).toEqual(expected)
    throw new Error(`${history}: differs in a way that JSON does not show`)
  }
}

async function readState({ pool, violations }: TestApi): Promise<DatabaseState> {
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

// ── The response ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Checks the message and the code of an error, and removes them, since the model does not predict them. */
function withoutMessage(result: Outcome): Outcome {
  const { message, code, ...outcome } = result
  if (!outcome.__typename.endsWith('Error')) return outcome
  expect(message).toMatch(/\S/)
  expect(`${String(code)}_ERROR`).toBe(outcome.__typename.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase())
  return outcome
}

/** Chooses the predicted outcome that equals the response, or else the most similar one. */
function chooseOutcome(outcomes: readonly Outcome[], result: Outcome, names: ReadonlyMap<string, string>): unknown {
  const named = outcomes.map((outcome) => substitute(outcome, names))
  const actual = withoutMessage(result)
  const equal = named.find((outcome) => isDeepStrictEqual(outcome, actual))
  return equal ?? named.find(({ __typename }) => __typename === result.__typename) ?? { oneOf: named }
}

function substitute<T>(value: T, names: ReadonlyMap<string, string>): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? (names.get(part) ?? part) : part,
  ) as T
}

const tokenOf = ({ impact }: Outcome): string | null => (impact as { token: string } | undefined)?.token ?? null

/** Adds a new token to the model if a new one was predicted. The token of another impact would be a mistake. */
function adoptToken(
  after: Hierarchy,
  [predicted]: readonly Outcome[],
  result: Outcome,
  names: Map<string, string>,
): void {
  const expected = predicted ? tokenOf(predicted) : null
  const token = tokenOf(result)
  if (expected === null || token === null || !expected.startsWith(newToken) || after.tokens.has(token)) return
  after.tokens.set(token, JSON.parse(expected.slice(newToken.length)) as Confirmation) // describeImpact wrote this JSON
  names.set(expected, token)
}

// ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)

function describeModel(all: Hierarchy): unknown {
  const supervisors = [...all.supervisors.values()].map((row) => {
    return { ...omit(row, 'createdBy', 'sequence'), hierarchyLevel: levelOf(all, row), path: pathOf(all, row) }
  })
  const teams = [...all.teams.values()].map((row) => omit(row, 'createdBy'))
  return {
    supervisors: supervisors.sort(byId),
    teams: teams.sort(byId),
    memberships: [...all.memberships.values()].sort(byId),
  }
}

function describeRows({ rows, paths }: DatabaseState): unknown {
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

// ── The events ───────────────────────────────────────────────────────────────────────────────────────────────────────

const rowOf = ({ membershipId, teamId, supervisorId }: EventRecord): string => membershipId ?? teamId ?? supervisorId
const byRow = (a: { row: string }, b: { row: string }): number => (a.row < b.row ? -1 : 1)

function describeEvents(events: readonly EventRecord[]): unknown {
  return events
    .map((event) => {
      const report = isReport(event) ? { facts: event.after } : {}
      return { type: event.type, row: rowOf(event), version: event.version, ...report }
    })
    .sort(byRow)
}

function describeCauses(events: readonly EventRecord[]): unknown {
  return events.map(({ actor, reason, causedBy }) => ({ actor, reason, causedBy }))
}

const isReport = ({ type }: EventRecord): boolean => type === 'CHILD_FAILED' || type === 'FAILURE_ESCALATED'

/**
 * The change of the target of a mutation comes first, and is the cause of all other events. The reports of a failure
 * are an exception: each has the report before it as its cause.
 */
function predictCauses(events: readonly EventRecord[], mutation: Mutation, input: object): unknown {
  const [first] = events
  const reason = ('reason' in input && input.reason) || null
  const target = mutation === 'createTeam' && first ? rowOf(first) : targetOf(mutation, input)
  const cause = events.some((event) => rowOf(event) === target) ? first : undefined
  return events.map((event, i) => {
    const causeOfEvent = isReport(event)
      ? events[i - 1]
      : event !== cause || rowOf(event) !== target
        ? cause
        : undefined
    return { actor: 'local', reason, causedBy: causeOfEvent?.sequence ?? null }
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
