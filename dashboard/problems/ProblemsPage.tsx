import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { countOf } from '../actions/ActionForm.ts'
import { CauseChain, useCauses } from '../events/EventItem.tsx'
import { names, problems } from '../model/app.ts'
import { serverClock } from '../model/clock.ts'
import { decisionsOn, kindOf, sinceOf, type ProblemKind, type ProblemNode } from '../model/Problems.ts'
import { EmptyState, Unread } from '../ui/EmptyState.tsx'
import { useStores, useTick } from '../ui/hooks.ts'
import { Link } from '../ui/Link.tsx'
import { PageHead } from '../ui/PageParts.tsx'
import { router } from '../ui/router.ts'
import { StatusMark } from '../ui/StatusMark.tsx'
import { formatCount, formatDateTime, formatDuration } from '../ui/time.ts'

const kindNames: Readonly<Record<ProblemKind, string>> = {
  failed: 'Failed',
  unresponsive: 'Unresponsive',
  escalated: 'Escalated',
  blocking: 'Paused',
}
const kinds = Object.keys(kindNames) as ProblemKind[]

/** What needs attention: what, since when, why, and how much depends on it. The oldest first. */
export function ProblemsPage(): JSX.Element {
  useStores(problems, names)
  useTick(1_000)
  const { nodes, total, error } = problems
  if (nodes === null) return <Unread error={error} />
  const chosen = kinds.find((kind) => kind === router.search.get('kind'))
  const shown = chosen ? nodes.filter((node) => kindOf(node) === chosen) : nodes
  return (
    <div class="page">
      <PageHead title="Problems">
        {total > 0 && (
          <div class="chips" role="group" aria-label="Kinds of problems">
            <KindChip label="All" count={total} isChosen={!chosen} kind={null} />
            {kinds.map((kind) => (
              <KindChip
                key={kind}
                label={kindNames[kind]}
                count={nodes.filter((node) => kindOf(node) === kind).length}
                isChosen={kind === chosen}
                kind={kind}
              />
            ))}
          </div>
        )}
      </PageHead>
      {total === 0 ? (
        <EmptyState title="No problems">
          No supervisor has failed, is unresponsive, or is paused with child supervisors. This page updates itself.
        </EmptyState>
      ) : (
        <ol class="problems">
          {shown.map((node) => (
            <Problem key={node.id} node={node} />
          ))}
        </ol>
      )}
      {total > nodes.length && (
        <p class="dim">
          The oldest {formatCount(nodes.length)} of {formatCount(total)} problems are shown.
        </p>
      )}
    </div>
  )
}

interface KindChipProps {
  readonly label: string
  readonly count: number
  readonly isChosen: boolean
  readonly kind: ProblemKind | null
}

function KindChip({ label, count, isChosen, kind }: KindChipProps): JSX.Element {
  return (
    <button
      class="chip"
      aria-pressed={isChosen}
      onClick={() => {
        router.setSearch({ kind })
      }}
    >
      {label} <span class="dim">{formatCount(count)}</span>
    </button>
  )
}

function Problem({ node }: { readonly node: ProblemNode }): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const kind = kindOf(node)
  const since = sinceOf(node)
  const why =
    kind === 'unresponsive'
      ? 'Heartbeats are missing. The sweeper sets it to FAILED unless a heartbeat arrives.'
      : node.statusReason
  return (
    <li class={`problem kind-${kind}`}>
      <div class="problem-line">
        <StatusMark status={kind === 'unresponsive' ? 'FAILED' : node.status} />
        <div class="problem-what">
          <Link to={`/supervisors/${node.id}`} class="entity">
            {node.name}
          </Link>{' '}
          <span class={`status-${kind === 'blocking' ? 'PAUSED' : 'FAILED'}`}>{kindNames[kind]}</span>
          <p class="dim path">{node.ancestors.map(({ name }) => name).join(' / ')}</p>
        </div>
        <p class="problem-why">{why ?? <span class="dim">No reason was given.</span>}</p>
        <p class="problem-since" title={formatDateTime(since)}>
          {formatDuration(serverClock.now() - since)}
        </p>
        <Affected node={node} />
        <button
          class="quiet"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Hide causes' : 'Causes'} of ${node.name}`}
          onClick={() => {
            setOpen(!isOpen)
          }}
        >
          {isOpen ? 'Hide' : 'Causes'}
        </button>
      </div>
      {isOpen && <ProblemCauses node={node} />}
    </li>
  )
}

/** What depends on the supervisor. A supervisor that is only unresponsive blocks nothing yet. */
function Affected({ node: { id, status, stats } }: { readonly node: ProblemNode }): JSX.Element {
  const below = stats.supervisors - 1
  return (
    <div class="problem-affected">
      {below > 0 ? (
        <Link to={`/?focus=${id}`}>
          {status === 'ACTIVE' ? `${countOf(below, 'supervisor')} below it` : `blocks ${countOf(below, 'supervisor')}`}
        </Link>
      ) : (
        <span class="dim">no supervisors below it</span>
      )}
      <p class="dim">{countOf(stats.activeAgents, 'agent')}</p>
    </div>
  )
}

/** The chain: what led to the status, the change itself, and what the parent supervisor decided. */
function ProblemCauses({ node }: { readonly node: ProblemNode }): JSX.Element {
  const [change] = node.changes.nodes
  const decisions = decisionsOn(node)
  const causes = useCauses(change, decisions)
  const chain = [...decisions.toReversed(), ...(change ? [change] : []), ...causes]
  return (
    <div class="problem-causes">
      {chain.length === 0 ? (
        <p class="dim">The events that led to this status have been deleted.</p>
      ) : (
        <CauseChain causes={chain} />
      )}
    </div>
  )
}
