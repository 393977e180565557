import type { JSX } from 'preact'
import { AgentDetailsDocument, type AgentDetailsQuery } from '../generated/graphql.ts'
import { shortId } from '../model/Names.ts'
import { DateText } from '../ui/DateText.tsx'
import { Unread } from '../ui/EmptyState.tsx'
import { Link } from '../ui/Link.tsx'
import { CopyId, PageHead, Section } from '../ui/PageParts.tsx'
import { Status } from '../ui/StatusMark.tsx'
import { formatCount } from '../ui/time.ts'
import { useQuery } from '../ui/useQuery.ts'

type Membership = AgentDetailsQuery['agent']['memberships']['nodes'][number]

/** An agent: its memberships, now and before. */
export function AgentPage({ id }: { readonly id: string }): JSX.Element {
  const { data, error } = useQuery(
    AgentDetailsDocument,
    { id },
    { pollMs: 30_000, dependsOn: ({ agentId }) => agentId === id },
  )
  if (data === null) return <Unread error={error} />
  const { nodes, totalCount } = data.agent.memberships
  const current = nodes.filter(({ active }) => active)
  const former = nodes.filter(({ active }) => !active)
  return (
    <div class="page">
      <PageHead path={[]} title={`Agent ${shortId(id)}`} end={<CopyId id={id} />}>
        <p class="description">
          {formatCount(current.length)} active and {formatCount(totalCount - current.length)} ended memberships
          {totalCount > nodes.length && `, the latest ${formatCount(nodes.length)} of which are shown`}.
        </p>
      </PageHead>
      <Section title="Current memberships">
        <Memberships memberships={current.toReversed()} />
      </Section>
      <Section title="Former memberships">
        <Memberships memberships={former.toReversed()} />
      </Section>
    </div>
  )
}

function Memberships({ memberships }: { readonly memberships: readonly Membership[] }): JSX.Element {
  if (memberships.length === 0) return <p class="dim">None.</p>
  return (
    <div class="table-frame">
      <table class="members">
        <thead>
          <tr>
            <th>Team</th>
            <th>Role</th>
            <th>From</th>
            <th>To</th>
          </tr>
        </thead>
        <tbody>
          {memberships.map(({ id, role, joinedAt, leftAt, team }) => (
            <tr key={id}>
              <td>
                <Link to={`/teams/${team.id}`} class="entity">
                  {team.name}
                </Link>
                <br />
                <span class="dim">of </span>
                <Link to={`/supervisors/${team.supervisor.id}`} class="entity">
                  {team.supervisor.name}
                </Link>{' '}
                <Status status={team.supervisor.status} />
              </td>
              <td class="member-role">{role}</td>
              <td data-label="from">
                <DateText at={joinedAt} />
              </td>
              <td data-label="to">{leftAt === null ? <span class="dim">present</span> : <DateText at={leftAt} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
