import type { AddressInfo } from 'node:net'
import { beforeAll } from 'vitest'
import { loadDemoFleet } from '../../../src/demo/loadDemoFleet.ts'
import { withApi, type ApiOptions, type TestApi } from '../api/withApi.ts'
import { withBrowser, type TestBrowser } from './withBrowser.ts'

export interface TestDashboard extends TestBrowser {
  readonly api: TestApi
  readonly origin: string
}

/** A server with the demonstration fleet or an empty database, and a browser. */
export function withDashboard({
  demo = true,
  ...options
}: ApiOptions & { readonly demo?: boolean } = {}): TestDashboard {
  const api = withApi(options)
  let origin = ''
  beforeAll(async () => {
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = api.app.server.address() as AddressInfo // a listening TCP server has an AddressInfo
    origin = `http://127.0.0.1:${port}`
    if (demo) await loadDemoFleet(api.db.pools.main)
  })
  return {
    ...withBrowser(() => origin),
    api,
    get origin() {
      return origin
    },
  }
}
