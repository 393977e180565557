import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { runCommand } from '../../../clients/fleet/commands/runCommand.ts'
import type { TestApi } from './withApi.ts'

export interface FleetRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `fleet plan`, `fleet apply` and `fleet export` against the server of the test. */
export function withFleetCommand(api: TestApi) {
  let url = ''
  const directory = mkdtempSync(join(tmpdir(), 'fleet-'))
  beforeAll(async () => {
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/graphql`
  })
  afterAll(() => {
    rmSync(directory, { recursive: true })
  })

  const path = join(directory, 'fleet.yaml')
  async function run(...args: string[]): Promise<FleetRun> {
    const output = { stdout: '', stderr: '' }
    const code = await runCommand([...args, '--url', url], {
      out: (text) => (output.stdout += text),
      err: (text) => (output.stderr += text),
      coloured: false,
      command: 'npm run fleet --',
    })
    return { code, ...output }
  }
  const onFile = (action: string, file: string | Uint8Array, args: readonly string[]): Promise<FleetRun> => {
    writeFileSync(path, file)
    return run(action, path, ...args)
  }
  return {
    path,
    /** Address of the API. */
    url: () => url,
    run,
    plan: (file: string | Uint8Array, ...args: string[]) => onFile('plan', file, args),
    apply: (file: string | Uint8Array, ...args: string[]) => onFile('apply', file, args),
  }
}
