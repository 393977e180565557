import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { askServer, messageOf } from './api/askServer.ts'
import { session } from './api/session.ts'
import { FleetPage } from './fleet/FleetPage.tsx'
import { CurrentViewerDocument } from './generated/graphql.ts'
import { startSession, stopSession } from './model/app.ts'
import { Help } from './ui/Help.tsx'
import { useGlobalKeys } from './ui/useGlobalKeys.ts'
import { Header } from './ui/Header.tsx'
import { useStores } from './ui/hooks.ts'
import { router } from './ui/router.ts'
import { SignIn } from './ui/SignIn.tsx'
import { AgentPage } from './staffing/AgentPage.tsx'
import { EventsPage } from './events/EventsPage.tsx'
import { ProblemsPage } from './problems/ProblemsPage.tsx'
import { TeamPage } from './staffing/TeamPage.tsx'
import { TokensPage } from './tokens/TokensPage.tsx'
import { EmptyState } from './ui/EmptyState.tsx'
import { Toasts } from './ui/Toasts.tsx'
import { SupervisorPage } from './supervisor/SupervisorPage.tsx'

/** The whole dashboard: the sign-in, or the header and the page that the address names. */
export function App(): JSX.Element {
  useStores(session, router)
  const [failure, setFailure] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [isHelpShown, setHelpShown] = useState(false)
  useGlobalKeys(() => {
    setHelpShown(true)
  })
  const { token, viewer, refusal } = session

  useEffect(() => {
    if (refusal !== null) {
      stopSession()
      return undefined
    }
    if (viewer !== null) return undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    askServer(CurrentViewerDocument, {})
      .then(async (data) => {
        await startSession()
        setFailure(null)
        session.accept(data.viewer)
      })
      .catch((error: unknown) => {
        if (session.refusal !== null) return
        setFailure(messageOf(error))
        retry = setTimeout(() => {
          setAttempt((count) => count + 1)
        }, 2_000)
      })
    return () => {
      clearTimeout(retry)
    }
  }, [token, refusal, attempt])

  if (refusal !== null) return <SignIn refusal={refusal} />
  if (viewer === null)
    return failure === null ? (
      <div class="boot" aria-busy="true" />
    ) : (
      <EmptyState title="The server does not respond">{failure} The page retries every 2 s.</EmptyState>
    )
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header viewer={viewer} />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <Toasts />
      {isHelpShown && (
        <Help
          onClose={() => {
            setHelpShown(false)
          }}
        />
      )}
    </>
  )
}

function Page(): JSX.Element {
  const { route } = router
  switch (route.page) {
    case 'fleet':
      return <FleetPage />
    case 'supervisors':
      return <SupervisorPage key={route.id} id={route.id} />
    case 'teams':
      return <TeamPage key={route.id} id={route.id} />
    case 'agents':
      return <AgentPage key={route.id} id={route.id} />
    case 'problems':
      return <ProblemsPage />
    case 'events':
      return <EventsPage />
    case 'tokens':
      return <TokensPage />
    case 'unknown':
      return <EmptyState title="Page not found">Use the navigation above.</EmptyState>
  }
}
