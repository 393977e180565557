import { test } from 'vitest'
import { withApi } from '../support/withApi.ts'
const api = withApi()
test('probe', async () => {
  const show = async (q: string, v?: unknown) => { const r = await api.request(q, v); console.log(q.slice(0, 100), JSON.stringify(r).slice(0, 600)) }
  await show('{ nope }')
  await show('{ nope ')
  await show('query A { __typename } query B { __typename }')
  await show('query A($x: Int!) { __typename @include(if: true) supervisors(first: $x) { totalCount } }')
  await show('query A($x: Int!) { __typename @include(if: true) supervisors(first: $x) { totalCount } }', {x: 'q'})
  const { rows } = await api.pool.query(`SELECT array_agg(to_hex(i)) FROM generate_series(1, 65535) i WHERE i NOT BETWEEN 55296 AND 57343 AND chr(i) !~ '\\S'`)
  console.log(JSON.stringify(rows))
  console.log(JSON.stringify((await api.pool.query(`select version(), datcollate, datlocprovider from pg_database where datname = current_database()`)).rows))
  let s = ''; for (let i = 1; i < 65536; i++) if (String.fromCharCode(i).trim() === '') s += i.toString(16) + ' '
  console.log(s)
})
