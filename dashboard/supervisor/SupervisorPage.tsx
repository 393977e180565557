import type { JSX } from 'preact'
import { ActionBar } from '../actions/ActionBar.tsx'
import { countOf, type ActionForm } from '../actions/ActionForm.ts'
import { supervisorActions } from '../actions/supervisorActions.ts'
import { EventItem } from '../events/EventItem.tsx'
import { SupervisorDetailsDocument, type SupervisorAction } from '../generated/graphql.ts'
import { serverClock } from '../model/clock.ts'
import { shortId } from '../model/Names.ts'
import { EmptyState, Unread } from '../ui/EmptyState.tsx'
import { CopyId, PageHead, Section } from '../ui/PageParts.tsx'
import { Json } from '../ui/Json.tsx'
import { Link } from '../ui/Link.tsx'
import { Status, StatusMark } from '../ui/StatusMark.tsx'
import { formatCount, formatDateTime, formatDuration } from '../ui/time.ts'
import { useTick } from '../ui/hooks.ts'
import { useQuery } from '../ui/useQuery.ts'
import type { Details } from './Details.ts'
import { HealthSection } from './HealthSection.tsx'
import { describeRestartPolicy } from './restartPolicy.ts'

/** Everything about one supervisor. */
export function SupervisorPage({ id }: { readonly id: string }): JSX.Element {
  const { data, error } = useQuery(
    SupervisorDetailsDocument,
    { id },
    {
      pollMs: 5_000,
      dependsOn: ({ supervisorId }, read) =>
        supervisorId === id || (read?.supervisor?.ancestors.some((ancestor) => ancestor.id === supervisorId) ?? false),
    },
  )
  useTick(1_000)
  if (data === null) return <Unread error={error} />
  return data.supervisor ? (
    <SupervisorView details={data.supervisor} />
  ) : (
    <EmptyState title="There is no such supervisor">
      It was deleted, or it is outside your subtree. <Link to="/">Back to the fleet</Link>
    </EmptyState>
  )
}

function SupervisorView({ details }: { readonly details: Details }): JSX.Element {
  const { ancestors, name, status, statusReason, statusChangedAt, effectiveStatus, blockedBy } = details
  const since = formatDuration(serverClock.now() - Date.parse(statusChangedAt))
  return (
    <div class="page">
      <PageHead path={ancestors} title={name} end={<CopyId id={details.id} />}>
        <p class="headline">
          <Status status={status} /> <span class="dim">for {since}</span>
          {statusReason !== null && <span> · {statusReason}</span>}
        </p>
        {effectiveStatus === 'BLOCKED' && (
          <p class="headline blocked">
            <StatusMark status="BLOCKED" /> Blocked
            {blockedBy && (
              <>
                {' by '}
                <Link to={`/supervisors/${blockedBy.id}`}>{blockedBy.name}</Link>, which is {blockedBy.status}
                {blockedBy.statusReason !== null && `: ${blockedBy.statusReason}`}
              </>
            )}
          </p>
        )}
        {details.description !== null && <p class="description">{details.description}</p>}
        <ActionBar forms={formsOf(details)} />
      </PageHead>
      <div class="columns">
        <div>
          <HealthSection details={details} />
          <Section title="Restart policy">
            <p>{describeRestartPolicy(details.config)}</p>
          </Section>
          <TeamsSection details={details} />
          <Section title="Config">
            {Object.keys(details.config).length === 0 ? (
              <p class="dim">Empty.</p>
            ) : (
              <Json label="Config" value={details.config} />
            )}
          </Section>
          <Section title="About">
            <dl>
              <dt>Subtree</dt>
              <dd>
                {countOf(details.stats.supervisors, 'live supervisor')}, {countOf(details.stats.activeAgents, 'agent')}
              </dd>
              <dt>Children</dt>
              <dd>
                {formatCount(details.childCount)}
                {details.childCount > 0 && (
                  <>
                    {' · '}
                    <Link to={`/?focus=${details.id}`}>show in the tree</Link>
                    {' · '}
                    <Link to={`/?within=${details.id}`}>list the subtree</Link>
                  </>
                )}
              </dd>
              <dt>Level</dt>
              <dd>{details.hierarchyLevel}</dd>
              <dt>Incarnation</dt>
              <dd>{details.incarnation}</dd>
              <dt>Created</dt>
              <dd>{formatDateTime(details.createdAt)}</dd>
              <dt>Version</dt>
              <dd>{details.version}</dd>
            </dl>
          </Section>
        </div>
        <Section title="Events">
          <ol class="events">
            {details.events.nodes.map((event) => (
              <EventItem key={event.cursor} event={event} known={details.events.nodes} isNamed={false} />
            ))}
          </ol>
          {details.events.pageInfo.hasNextPage && (
            <p>
              <Link to={`/events?within=${details.id}`}>All events of its subtree</Link>
            </p>
          )}
        </Section>
      </div>
    </div>
  )
}

/** The most frequent actions come first. */
const actionOrder: readonly SupervisorAction[] = [
  'RESUME',
  'RESTART',
  'PAUSE',
  'ACTIVATE',
  'UPDATE',
  'SPAWN_CHILD',
  'CREATE_TEAM',
  'MOVE',
  'FAIL',
  'TERMINATE',
]

function formsOf(details: Details): ActionForm[] {
  const actions = actionOrder.filter((action) => details.allowedActions.includes(action))
  return actions.map((action) => supervisorActions[action](details))
}

function TeamsSection({ details: { teams } }: { readonly details: Details }): JSX.Element {
  return (
    <Section title={`Teams${teams.totalCount > 0 ? ` (${formatCount(teams.totalCount)})` : ''}`}>
      {teams.nodes.length === 0 && <p class="dim">No teams.</p>}
      <ul class="list">
        {teams.nodes.map((team) => (
          <li key={team.id}>
            <Link to={`/teams/${team.id}`} class="entity">
              {team.name}
            </Link>{' '}
            <span class="dim">
              {formatCount(team.memberCount)} {team.memberCount === 1 ? 'member' : 'members'}
            </span>
            {team.objective !== null && <p class="dim">{team.objective}</p>}
            <p class="dim members-line">
              {team.members.nodes.map(({ id, role, agent }) => (
                <span key={id}>
                  <Link to={`/agents/${agent.id}`} class="mono">
                    {shortId(agent.id)}
                  </Link>{' '}
                  {role}
                </span>
              ))}
              {team.memberCount > team.members.nodes.length && <Link to={`/teams/${team.id}`}>all members</Link>}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
