import type { Authenticate } from '../../../src/auth/authenticate.ts'
import { localAdmin, type Viewer } from '../../../src/domain/viewer.ts'

/** The parts of a caller that a test chooses. */
export type TestCaller = Partial<Pick<Viewer, 'actor' | 'role' | 'within'>>

/** Headers of HTTP requests, or connection parameters of a WebSocket, that `authenticateTestCaller` understands. */
export const credentialsOf = (caller: TestCaller): Record<string, string> => ({
  'x-test-caller': JSON.stringify(caller),
})

/** Believes every client that says who it is. Without credentials, the caller is the local administrator. */
export const authenticateTestCaller: Authenticate = (credentials) => {
  const given = ('headers' in credentials ? credentials.headers : credentials.connectionParams)?.['x-test-caller']
  const caller = typeof given === 'string' ? (JSON.parse(given) as TestCaller) : {}
  return Promise.resolve({
    viewer: { ...localAdmin, actor: 'tester', ...caller },
    verify: () => Promise.resolve(),
    watch: () => () => undefined,
  })
}
