import { expect, test } from 'vitest'
import { inTreeTransaction, type Tx } from '../../src/db/treeTransaction.ts'
import { sweeper } from '../../src/domain/viewer.ts'
import { superviseFailures } from '../../src/supervision/superviseFailures.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

const api = withApi()
const { spawnInOrder } = withSweeps(api)

/** Records the parameters of each statement that contains this text. */
function parametersOf(tx: Tx, text: string): { tx: Tx; parameters: unknown[] } {
  const parameters: unknown[] = []
  const query: Tx['query'] = (statement) => {
    if (statement.text.includes(text)) parameters.push(statement.values)
    return tx.query(statement)
  }
  return { tx: { ...tx, query }, parameters }
}

test.each([
  [1, ['low']],
  [0, ['low', 'top']],
])('with max_restarts %i in the parent, the children of %j are read', async (max, read) => {
  const restart = { strategy: 'one_for_all' }
  const id = await spawnInOrder('root > top > [low > [a, b], c, d]', {
    root: { restart },
    top: { restart },
    low: { restart: { ...restart, max_restarts: max } },
  })
  await inTreeTransaction({ db: api.db, viewer: sweeper }, { lock: 'exclusive' }, async (plain) => {
    const { tx, parameters } = parametersOf(plain, 'array_agg(s.id ORDER BY s.created_at')
    await superviseFailures(tx, [{ id: id('a'), parentId: id('low'), path: ['root', 'top', 'low', 'a'].map(id) }])
    expect(parameters).toEqual([[read.map(id)]])
  })
})
