import type { JSX } from 'preact'
import { session, type Viewer } from '../api/session.ts'
import { problems } from '../model/app.ts'
import { ConnectionPill } from './ConnectionPill.tsx'
import { Icon } from './Icon.tsx'
import { Link } from './Link.tsx'
import { useStores } from './hooks.ts'
import { router } from './router.ts'
import { formatCount } from './time.ts'

export function Header({ viewer }: { readonly viewer: Viewer }): JSX.Element {
  useStores(problems)
  const { page } = router.route
  return (
    <header class="top">
      <Link to="/" class="brand" title="Fleet">
        <Icon size={22} />
        <span>Supervisor Hierarchy</span>
      </Link>
      <nav aria-label="Pages">
        <Link to="/" current={page === 'fleet'}>
          Fleet
        </Link>
        <Link to="/problems" current={page === 'problems'}>
          Problems {problems.total > 0 && <span class="badge">{formatCount(problems.total)}</span>}
        </Link>
        <Link to="/events" current={page === 'events'}>
          Events
        </Link>
        {viewer.role === 'ADMIN' && (
          <Link to="/tokens" current={page === 'tokens'}>
            Tokens
          </Link>
        )}
      </nav>
      <div class="top-end">
        <ConnectionPill />
        <ViewerMenu viewer={viewer} />
      </div>
    </header>
  )
}

function ViewerMenu({ viewer }: { readonly viewer: Viewer }): JSX.Element {
  const scope = viewer.withinId == null ? 'whole hierarchy' : (viewer.within?.name ?? 'a deleted supervisor')
  return (
    <div class="viewer">
      <span class="viewer-name" title={`${viewer.actor}, role ${viewer.role}, ${scope}`}>
        {viewer.actor} <span class="role">{viewer.role}</span>
        {viewer.withinId != null && <span class="dim"> in {scope}</span>}
      </span>
      {session.token !== null && (
        <button
          class="quiet"
          onClick={() => {
            session.end('You have signed out.')
          }}
        >
          Sign out
        </button>
      )}
    </div>
  )
}
