import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    `root > [a > [a1 > [a11, a12:TERMINATED], a2:FAILED > a21, a3:TERMINATED > a31:TERMINATED], b:PAUSED, c:TERMINATED > c1:TERMINATED],
     other > x`,
  )
})

const tree = graphql(`
  query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {
    supervisor(id: $id) {
      childCount(includeTerminated: $all)
      children(includeTerminated: $all, orderBy: $orderBy) {
        totalCount
        nodes {
          name
        }
      }
      descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {
        totalCount
        nodes {
          name
          parent {
            name
          }
        }
        edges {
          node {
            name
          }
        }
      }
    }
  }
`)
interface Options {
  maxDepth?: number
  all?: boolean
}
async function treeOf(name: string, options: Options = {}) {
  const { supervisor } = await api.data(tree, { id: id(name), ...options })
  if (!supervisor) throw new Error('the supervisor does not exist')
  return supervisor
}
const namesOf = ({ nodes }: { nodes: { name: string }[] }) => nodes.map(({ name }) => name)

test('children are directly below, and include TERMINATED supervisors only on request', async () => {
  const { children, childCount } = await treeOf('root')
  expect(new Set(namesOf(children))).toEqual(new Set(['a', 'b']))
  expect([children.totalCount, childCount]).toEqual([2, 2])

  const all = await treeOf('root', { all: true })
  expect(new Set(namesOf(all.children))).toEqual(new Set(['a', 'b', 'c']))
  expect([all.children.totalCount, all.childCount]).toEqual([3, 3])
})

test('a leaf has no children and no descendants', async () => {
  const { children, descendants, childCount } = await treeOf('x')
  expect([namesOf(children), namesOf(descendants), childCount]).toEqual([[], [], 0])
})

test('children are sorted in the requested order', async () => {
  const byName = { id: id('root'), all: true, orderBy: { field: 'NAME', direction: 'DESC' } } as const
  const { supervisor } = await api.data(tree, byName)
  expect(supervisor?.children.nodes.map(({ name }) => name)).toEqual(['c', 'b', 'a'])
})

describe('descendants', () => {
  test.each<[string, Options, string[]]>([
    ['root', {}, ['a', 'a1', 'a11', 'a2', 'a21', 'b']],
    ['root', { all: true }, ['a', 'a1', 'a11', 'a12', 'a2', 'a21', 'a3', 'a31', 'b', 'c', 'c1']],
    ['root', { maxDepth: 1 }, ['a', 'b']],
    ['root', { maxDepth: 2 }, ['a', 'a1', 'a2', 'b']],
    ['root', { maxDepth: 2, all: true }, ['a', 'a1', 'a2', 'a3', 'b', 'c', 'c1']],
    ['a', { maxDepth: 1 }, ['a1', 'a2']],
    ['a', { maxDepth: 100 }, ['a1', 'a11', 'a2', 'a21']],
    ['c', {}, []],
    ['c', { all: true }, ['c1']],
    ['other', {}, ['x']],
  ])('of %s with %j are %j', async (name, options, expected) => {
    const { descendants } = await treeOf(name, options)
    expect(namesOf(descendants).sort()).toEqual(expected)
    expect(descendants.totalCount).toBe(expected.length)
    expect(descendants.edges.map(({ node }) => node.name)).toEqual(descendants.nodes.map(({ name: each }) => each))
  })

  test('are listed in pre-order', async () => {
    const { descendants } = await treeOf('root', { all: true })
    const path = ['root']
    for (const { name, parent } of descendants.nodes) {
      while (path.at(-1) !== parent?.name) if (path.pop() === undefined) throw new Error(`${name} is out of order`)
      path.push(name)
    }
  })

  test.each([2_147_483_647, 0, -1, -2_147_483_648])(
    'to a depth of %i do not cause an internal error',
    async (maxDepth) => {
      for (const name of ['root', 'a1']) {
        const { errors } = await api.request(tree, { id: id(name), maxDepth })
        for (const { extensions } of errors ?? []) expect(extensions.code).toBe('BAD_USER_INPUT')
      }
    },
  )

  test('to the largest depth are the whole subtree', async () => {
    expect(namesOf((await treeOf('a', { maxDepth: 2_147_483_647 })).descendants).sort()).toEqual([
      'a1',
      'a11',
      'a2',
      'a21',
    ])
  })
})
