import { describe, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/**
 * Consequences of a failure, rule by rule as in Erlang/OTP. A row names its difference from OTP, if there is one. The
 * main difference: the server cannot end a process. It commands STOP, and the orchestrator starts the next incarnation.
 */
const principles = 'https://www.erlang.org/doc/system/sup_princ.html'
const manual = 'https://www.erlang.org/doc/apps/stdlib/supervisor.html'
const source = 'https://github.com/erlang/otp/blob/maint-27/lib/stdlib/src/supervisor.erl'

interface Row {
  readonly rule: string
  readonly source: string
  readonly tree: string
  /** `config.restart`, by name. */
  readonly policies: Readonly<Record<string, object>>
  readonly unresponsive: readonly string[]
  /** The events `CHILD_FAILED` and `FAILURE_ESCALATED` in order: notified supervisor, its child and the decision. */
  readonly reports: readonly string[]
  /** Final status of each supervisor that is not ACTIVE. */
  readonly becomes: Readonly<Record<string, string>>
}

const oneForOne = { strategy: 'one_for_one' }
const oneForAll = { strategy: 'one_for_all' }
const restForOne = { strategy: 'rest_for_one' }
const restarted = 'SPAWNING 2'

const rows: readonly Row[] = [
  {
    rule: 'one_for_one restarts only the process that terminated',
    source: `${principles}#one_for_one`,
    tree: 'top > [a, b, c]',
    policies: { top: oneForOne },
    unresponsive: ['b'],
    reports: ['top about b: RESTART'],
    becomes: { b: restarted },
  },
  {
    rule: 'one_for_all restarts all children, including the failed child',
    source: `${principles}#one_for_all`,
    tree: 'top > [a, b, c]',
    policies: { top: oneForAll },
    unresponsive: ['b'],
    reports: ['top about b: RESTART'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'rest_for_one also restarts the children that started after it',
    source: `${principles}#rest_for_one`,
    tree: 'top > [a, b, c]',
    policies: { top: restForOne },
    unresponsive: ['b'],
    reports: ['top about b: RESTART'],
    becomes: { b: restarted, c: restarted },
  },
  {
    rule: 'rest_for_one restarts all children with the first, and only the last with the last',
    source: `${principles}#rest_for_one`,
    tree: 'top > [left > [a, b], right > [c, d]]',
    policies: { left: restForOne, right: restForOne },
    unresponsive: ['a', 'd'],
    reports: ['left about a: RESTART', 'right about d: RESTART'],
    becomes: { a: restarted, b: restarted, d: restarted },
  },
  {
    rule: 'the default strategy is one_for_one',
    source: `${manual}#t:sup_flags/0`,
    tree: 'top > [a, b]',
    policies: { top: {} },
    unresponsive: ['a'],
    reports: ['top about a: RESTART'],
    becomes: { a: restarted },
  },
  {
    rule: 'a strategy restarts only children, whose descendants continue below the next incarnation',
    source: `${manual}#module-supervision-principles (departs: a child that is a supervisor would take its own children down)`,
    tree: 'top > a > below',
    policies: { top: oneForOne },
    unresponsive: ['a'],
    reports: ['top about a: RESTART'],
    becomes: { a: restarted },
  },
  {
    rule: 'a restart counts once, however many children it includes',
    source: `${source} add_restart/1 is called once in restart/2`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...oneForAll, max_restarts: 1 } },
    unresponsive: ['b'],
    reports: ['top about b: RESTART'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'children that fail together count as one restart if the strategy restarts them together',
    source: `${source} restart(one_for_all, …) terminates the children first, whose exits do not count`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...oneForAll, max_restarts: 1 } },
    unresponsive: ['a', 'b', 'c'],
    reports: ['top about a: RESTART', 'top about b: INCLUDED', 'top about c: INCLUDED'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'children that fail together count as one restart each under one_for_one',
    source: `${source} restart(one_for_one, …)`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...oneForOne, max_restarts: 3 } },
    unresponsive: ['a', 'b', 'c'],
    reports: ['top about a: RESTART', 'top about b: RESTART', 'top about c: RESTART'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'rest_for_one includes the later of two failed children in the restart of the earlier one',
    source: `${principles}#rest_for_one`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...restForOne, max_restarts: 1 } },
    unresponsive: ['c', 'b'],
    reports: ['top about b: RESTART', 'top about c: INCLUDED'],
    becomes: { b: restarted, c: restarted },
  },
  {
    rule: 'the intensity 0 never allows a restart',
    source: `${manual}#module-supervision-principles MaxR can be any non-negative integer`,
    tree: 'top > a',
    policies: { top: { max_restarts: 0 } },
    unresponsive: ['a'],
    reports: ['top about a: ESCALATE', 'top escalated'],
    becomes: { a: 'FAILED' },
  },
  {
    rule: 'a supervisor escalates after more than MaxR failures within MaxT, and its parent restarts it with its children',
    source: `${principles}#maximum-restart-intensity`,
    tree: 'top > middle > [a, b, c]',
    policies: { top: oneForOne, middle: { max_restarts: 1 } },
    unresponsive: ['a', 'b'],
    reports: ['middle about a: RESTART', 'middle about b: ESCALATE', 'middle escalated', 'top about middle: RESTART'],
    becomes: { middle: restarted, a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'a parent that may not restart it escalates as well, and so on',
    source: `${principles}#maximum-restart-intensity`,
    tree: 'top > middle > low > a',
    policies: { top: oneForOne, middle: { max_restarts: 0 }, low: { max_restarts: 0 } },
    unresponsive: ['a'],
    reports: [
      'low about a: ESCALATE',
      'low escalated',
      'middle about low: ESCALATE',
      'middle escalated',
      'top about middle: RESTART',
    ],
    becomes: { middle: restarted, low: restarted, a: restarted },
  },
  {
    rule: 'the strategy of the parent applies to the children of the parent',
    source: `${principles}#maximum-restart-intensity`,
    tree: 'top > [before, middle > a, after > beside]',
    policies: { top: restForOne, middle: { max_restarts: 0 } },
    unresponsive: ['a'],
    reports: ['middle about a: ESCALATE', 'middle escalated', 'top about middle: RESTART'],
    becomes: { middle: restarted, a: restarted, after: restarted },
  },
  {
    rule: 'an escalation ends at the root',
    source: `${principles}#maximum-restart-intensity (departs: the application would end)`,
    tree: 'top > middle > a',
    policies: { top: { max_restarts: 0 }, middle: { max_restarts: 0 } },
    unresponsive: ['a'],
    reports: ['middle about a: ESCALATE', 'middle escalated', 'top about middle: ESCALATE', 'top escalated'],
    becomes: { a: 'FAILED' },
  },
  {
    rule: 'a supervisor without a policy restarts nothing',
    source: `${manual}#t:restart/0 temporary (departs: there it is the child that says so)`,
    tree: 'top > a',
    policies: {},
    unresponsive: ['a'],
    reports: ['top about a: NONE'],
    becomes: { a: 'FAILED' },
  },
  {
    rule: 'a supervisor without a policy passes an escalation on',
    source: 'no counterpart: in OTP every supervisor has a policy',
    tree: 'top > between > low > a',
    policies: { top: oneForOne, low: { max_restarts: 0 } },
    unresponsive: ['a'],
    reports: [
      'low about a: ESCALATE',
      'low escalated',
      'between about low: ESCALATE',
      'between escalated',
      'top about between: RESTART',
    ],
    becomes: { between: restarted, low: restarted, a: restarted },
  },
  {
    rule: 'a supervisor that an operator has paused is not restarted',
    source: 'no counterpart: OTP has no status PAUSED',
    tree: 'top > [a, b:PAUSED, c:FAILED, d:SPAWNING]',
    policies: { top: oneForAll },
    unresponsive: ['a'],
    reports: ['top about a: RESTART'],
    becomes: { a: restarted, b: 'PAUSED', c: restarted, d: 'SPAWNING' },
  },
  {
    rule: 'a root that fails notifies no supervisor',
    source: 'no counterpart',
    tree: 'top',
    policies: { top: oneForOne },
    unresponsive: ['top'],
    reports: [],
    becomes: { top: 'FAILED' },
  },
  {
    rule: 'a parent and a child that fail together are each restarted by their own parent',
    source: `${principles}#restart-strategy`,
    tree: 'top > middle > a',
    policies: { top: oneForOne, middle: oneForOne },
    unresponsive: ['middle', 'a'],
    reports: ['top about middle: RESTART', 'middle about a: RESTART'],
    becomes: { middle: restarted, a: restarted },
  },
  {
    rule: 'a supervisor that escalates in the sweep that restarts it is restarted with its children',
    source: `${principles}#maximum-restart-intensity (there its children end with it, and are started by it)`,
    tree: 'top > middle > a',
    policies: { top: {}, middle: { max_restarts: 0 } },
    unresponsive: ['middle', 'a'],
    reports: [
      'top about middle: RESTART',
      'middle about a: ESCALATE',
      'middle escalated',
      'top about middle: INCLUDED',
    ],
    becomes: { middle: restarted, a: restarted },
  },
  {
    rule: 'the same holds for a supervisor that one_for_all restarts with a sibling',
    source: `${principles}#one_for_all (there its children end with it, and are started by it)`,
    tree: 'top > [x > below, middle > [a, b]]',
    policies: { top: oneForAll, middle: { max_restarts: 0 } },
    unresponsive: ['x', 'a'],
    reports: ['top about x: RESTART', 'middle about a: ESCALATE', 'middle escalated', 'top about middle: INCLUDED'],
    becomes: { x: restarted, middle: restarted, a: restarted, b: restarted },
  },
  {
    rule: 'the same holds for a supervisor that rest_for_one restarts with a sibling',
    source: `${principles}#rest_for_one (there its children end with it, and are started by it)`,
    tree: 'top > [x, middle > a]',
    policies: { top: { ...restForOne, max_restarts: 1 }, middle: { max_restarts: 0 } },
    unresponsive: ['x', 'a'],
    reports: ['top about x: RESTART', 'middle about a: ESCALATE', 'middle escalated', 'top about middle: INCLUDED'],
    becomes: { x: restarted, middle: restarted, a: restarted },
  },
]

const api = withApi()
const { runSweep, silence, spawnInOrder, statuses, sweeperEvents } = withSweeps(api)

describe('as in Erlang/OTP,', () => {
  test.each(rows.map((row) => [row.rule, row] as const))('%s', async (_rule, row) => {
    const { tree, policies, unresponsive, reports, becomes } = row
    const configs = Object.fromEntries(Object.entries(policies).map(([name, restart]) => [name, { restart }]))
    const id = await spawnInOrder(tree, configs)
    const nameOf = new Map(Object.keys(await statuses()).map((name) => [id(name), name]))
    await silence(unresponsive.map(id), 90)

    expect(await runSweep()).toMatchObject({ failed: unresponsive.length })

    const recorded = (await sweeperEvents()).flatMap(({ type, supervisorId, after }) => {
      const name = String(nameOf.get(supervisorId))
      if (type === 'FAILURE_ESCALATED') return [`${name} escalated`]
      return type === 'CHILD_FAILED'
        ? [`${name} about ${String(nameOf.get(String(after?.childId)))}: ${String(after?.decision)}`]
        : []
    })
    expect(recorded).toEqual(reports)
    const changed = Object.entries(await statuses()).filter(([, status]) => status !== 'ACTIVE')
    expect(Object.fromEntries(changed)).toEqual(becomes)
  })
})
