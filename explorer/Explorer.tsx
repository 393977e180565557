import { GraphiQL } from 'graphiql'
import { useMemo, useState } from 'react'
import { createFetcher } from './createFetcher.ts'
import { firstTabs } from './tabs.ts'
import { TokenField } from './TokenField.tsx'

/** The key of the dashboard too: who has signed in there is signed in here. */
const tokenKey = 'token'

/** GraphiQL for the API of this server. A new token makes it read the schema again. */
export function Explorer() {
  const [token, setToken] = useState(() => sessionStorage.getItem(tokenKey) ?? '')
  const fetcher = useMemo(() => createFetcher(token), [token])
  const keepToken = (next: string): void => {
    if (next === '') sessionStorage.removeItem(tokenKey)
    else sessionStorage.setItem(tokenKey, next)
    setToken(next)
  }
  return (
    <GraphiQL fetcher={fetcher} defaultTabs={firstTabs} showPersistHeadersSettings={false}>
      <GraphiQL.Logo>
        <nav className="explorer-bar">
          <TokenField token={token} onChange={keepToken} />
          <a href="/">Dashboard</a>
        </nav>
      </GraphiQL.Logo>
    </GraphiQL>
  )
}
