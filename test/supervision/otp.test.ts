import { describe, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/**
 * What follows from a death, row by row as Erlang/OTP has it. Where a row departs from OTP, it says so: a process that
 * runs elsewhere cannot be ended, it is told to STOP, and whoever runs it starts the next incarnation.
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
  readonly dead: readonly string[]
  /** `CHILD_FAILED` and `FAILURE_ESCALATED`, in order: who was told of whom, and what was decided. */
  readonly told: readonly string[]
  /** The statuses of all that differ from ACTIVE, once everything is done. */
  readonly becomes: Readonly<Record<string, string>>
}

const oneForOne = { strategy: 'one_for_one' }
const oneForAll = { strategy: 'one_for_all' }
const restForOne = { strategy: 'rest_for_one' }
const restarted = 'SPAWNING 2'

const rows: readonly Row[] = [
  {
    rule: 'one_for_one: only the process that terminated is restarted',
    source: `${principles}#one_for_one`,
    tree: 'top > [a, b, c]',
    policies: { top: oneForOne },
    dead: ['b'],
    told: ['top of b: RESTART'],
    becomes: { b: restarted },
  },
  {
    rule: 'one_for_all: all children are restarted, the terminated one included',
    source: `${principles}#one_for_all`,
    tree: 'top > [a, b, c]',
    policies: { top: oneForAll },
    dead: ['b'],
    told: ['top of b: RESTART'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'rest_for_one: those started after it are restarted with it',
    source: `${principles}#rest_for_one`,
    tree: 'top > [a, b, c]',
    policies: { top: restForOne },
    dead: ['b'],
    told: ['top of b: RESTART'],
    becomes: { b: restarted, c: restarted },
  },
  {
    rule: 'rest_for_one: the first takes all, the last only itself',
    source: `${principles}#rest_for_one`,
    tree: 'top > [left > [a, b], right > [c, d]]',
    policies: { left: restForOne, right: restForOne },
    dead: ['a', 'd'],
    told: ['left of a: RESTART', 'right of d: RESTART'],
    becomes: { a: restarted, b: restarted, d: restarted },
  },
  {
    rule: 'strategy defaults to one_for_one',
    source: `${manual}#t:sup_flags/0`,
    tree: 'top > [a, b]',
    policies: { top: {} },
    dead: ['a'],
    told: ['top of a: RESTART'],
    becomes: { a: restarted },
  },
  {
    rule: 'a strategy is of children: what is below a child goes on, under its next incarnation',
    source: `${manual}#module-supervision-principles (departs: a child that is a supervisor would take its own children down)`,
    tree: 'top > a > below',
    policies: { top: oneForOne },
    dead: ['a'],
    told: ['top of a: RESTART'],
    becomes: { a: restarted },
  },
  {
    rule: 'each restart counts once, however many children it takes',
    source: `${source} add_restart/1 is called once in restart/2`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...oneForAll, max_restarts: 1 } },
    dead: ['b'],
    told: ['top of b: RESTART'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'children that die together are one restart where the strategy takes them together',
    source: `${source} restart(one_for_all, …) terminates the children first, whose exits do not count`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...oneForAll, max_restarts: 1 } },
    dead: ['a', 'b', 'c'],
    told: ['top of a: RESTART', 'top of b: INCLUDED', 'top of c: INCLUDED'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'children that die together are restarts of their own where it does not',
    source: `${source} restart(one_for_one, …)`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...oneForOne, max_restarts: 3 } },
    dead: ['a', 'b', 'c'],
    told: ['top of a: RESTART', 'top of b: RESTART', 'top of c: RESTART'],
    becomes: { a: restarted, b: restarted, c: restarted },
  },
  {
    rule: 'rest_for_one, two at once: the earlier one takes the later one along',
    source: `${principles}#rest_for_one`,
    tree: 'top > [a, b, c]',
    policies: { top: { ...restForOne, max_restarts: 1 } },
    dead: ['c', 'b'],
    told: ['top of b: RESTART', 'top of c: INCLUDED'],
    becomes: { b: restarted, c: restarted },
  },
  {
    rule: 'intensity 0: never a restart',
    source: `${manual}#module-supervision-principles MaxR can be any non-negative integer`,
    tree: 'top > a',
    policies: { top: { max_restarts: 0 } },
    dead: ['a'],
    told: ['top of a: ESCALATE', 'top gave up'],
    becomes: { a: 'FAILED' },
  },
  {
    rule: 'more than MaxR within MaxT: it gives up, what failed stays so, and the next higher supervisor restarts it, with all its children',
    source: `${principles}#maximum-restart-intensity`,
    tree: 'top > middle > [a, b, c]',
    policies: { top: oneForOne, middle: { max_restarts: 1 } },
    dead: ['a', 'b'],
    told: ['middle of a: RESTART', 'middle of b: ESCALATE', 'middle gave up', 'top of middle: RESTART'],
    becomes: { middle: restarted, a: restarted, b: restarted, c: restarted },
  },
  {
    rule: '… or gives up itself, and so on',
    source: `${principles}#maximum-restart-intensity`,
    tree: 'top > middle > low > a',
    policies: { top: oneForOne, middle: { max_restarts: 0 }, low: { max_restarts: 0 } },
    dead: ['a'],
    told: ['low of a: ESCALATE', 'low gave up', 'middle of low: ESCALATE', 'middle gave up', 'top of middle: RESTART'],
    becomes: { middle: restarted, low: restarted, a: restarted },
  },
  {
    rule: 'the strategy of the next higher one is of its own children',
    source: `${principles}#maximum-restart-intensity`,
    tree: 'top > [before, middle > a, after > beside]',
    policies: { top: restForOne, middle: { max_restarts: 0 } },
    dead: ['a'],
    told: ['middle of a: ESCALATE', 'middle gave up', 'top of middle: RESTART'],
    becomes: { middle: restarted, a: restarted, after: restarted },
  },
  {
    rule: 'at the root it ends',
    source: `${principles}#maximum-restart-intensity (departs: the application would end)`,
    tree: 'top > middle > a',
    policies: { top: { max_restarts: 0 }, middle: { max_restarts: 0 } },
    dead: ['a'],
    told: ['middle of a: ESCALATE', 'middle gave up', 'top of middle: ESCALATE', 'top gave up'],
    becomes: { a: 'FAILED' },
  },
  {
    rule: 'without a policy nothing is restarted',
    source: `${manual}#t:restart/0 temporary (departs: there it is the child that says so)`,
    tree: 'top > a',
    policies: {},
    dead: ['a'],
    told: ['top of a: NONE'],
    becomes: { a: 'FAILED' },
  },
  {
    rule: 'a supervisor without a policy passes on what comes from below',
    source: 'no counterpart: in OTP there is none',
    tree: 'top > between > low > a',
    policies: { top: oneForOne, low: { max_restarts: 0 } },
    dead: ['a'],
    told: [
      'low of a: ESCALATE',
      'low gave up',
      'between of low: ESCALATE',
      'between gave up',
      'top of between: RESTART',
    ],
    becomes: { between: restarted, low: restarted, a: restarted },
  },
  {
    rule: 'what an operator has paused is left alone',
    source: 'no counterpart: DESIGN 4, PAUSED',
    tree: 'top > [a, b:PAUSED, c:FAILED, d:SPAWNING]',
    policies: { top: oneForAll },
    dead: ['a'],
    told: ['top of a: RESTART'],
    becomes: { a: restarted, b: 'PAUSED', c: restarted, d: 'SPAWNING' },
  },
  {
    rule: 'a root has nobody to tell',
    source: 'no counterpart',
    tree: 'top',
    policies: { top: oneForOne },
    dead: ['top'],
    told: [],
    becomes: { top: 'FAILED' },
  },
  {
    rule: 'a parent and its child that die together are each restarted by the one above',
    source: `${principles}#restart-strategy`,
    tree: 'top > middle > a',
    policies: { top: oneForOne, middle: oneForOne },
    dead: ['middle', 'a'],
    told: ['top of middle: RESTART', 'middle of a: RESTART'],
    becomes: { middle: restarted, a: restarted },
  },
  {
    rule: 'a parent that gives up in the round that restarts it is restarted with its children',
    source: `${principles}#maximum-restart-intensity (there its children end with it, and are started by it)`,
    tree: 'top > middle > a',
    policies: { top: {}, middle: { max_restarts: 0 } },
    dead: ['middle', 'a'],
    told: ['top of middle: RESTART', 'middle of a: ESCALATE', 'middle gave up', 'top of middle: INCLUDED'],
    becomes: { middle: restarted, a: restarted },
  },
  {
    rule: '… and so where a sibling took it along, under one_for_all',
    source: `${principles}#one_for_all (there its children end with it, and are started by it)`,
    tree: 'top > [x > below, middle > [a, b]]',
    policies: { top: oneForAll, middle: { max_restarts: 0 } },
    dead: ['x', 'a'],
    told: ['top of x: RESTART', 'middle of a: ESCALATE', 'middle gave up', 'top of middle: INCLUDED'],
    becomes: { x: restarted, middle: restarted, a: restarted, b: restarted },
  },
  {
    rule: '… or under rest_for_one',
    source: `${principles}#rest_for_one (there its children end with it, and are started by it)`,
    tree: 'top > [x, middle > a]',
    policies: { top: { ...restForOne, max_restarts: 1 }, middle: { max_restarts: 0 } },
    dead: ['x', 'a'],
    told: ['top of x: RESTART', 'middle of a: ESCALATE', 'middle gave up', 'top of middle: INCLUDED'],
    becomes: { x: restarted, middle: restarted, a: restarted },
  },
]

const api = withApi()
const { round, silence, spawnInOrder, statuses, swept } = withSweeps(api)

describe('as in Erlang/OTP', () => {
  test.each(rows)('$rule', async ({ tree, policies, dead, told, becomes }) => {
    const configs = Object.fromEntries(Object.entries(policies).map(([name, restart]) => [name, { restart }]))
    const id = await spawnInOrder(tree, configs)
    const nameOf = new Map(Object.keys(await statuses()).map((name) => [id(name), name]))
    await silence(dead.map(id), 90)

    expect(await round()).toMatchObject({ failed: dead.length })

    const said = (await swept()).flatMap(({ type, supervisorId, after }) => {
      const name = String(nameOf.get(supervisorId))
      if (type === 'FAILURE_ESCALATED') return [`${name} gave up`]
      return type === 'CHILD_FAILED'
        ? [`${name} of ${String(nameOf.get(String(after?.childId)))}: ${String(after?.decision)}`]
        : []
    })
    expect(said).toEqual(told)
    const changed = Object.entries(await statuses()).filter(([, status]) => status !== 'ACTIVE')
    expect(Object.fromEntries(changed)).toEqual(becomes)
  })
})
