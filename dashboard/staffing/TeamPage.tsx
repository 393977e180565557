import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ActionBar } from '../actions/ActionBar.tsx'
import type { ActionForm } from '../actions/ActionForm.ts'
import { memberActions } from '../actions/memberActions.ts'
import { teamActions } from '../actions/teamActions.ts'
import { TeamDetailsDocument, type MembershipFragment, type TeamDetailsQuery } from '../generated/graphql.ts'
import { shortId } from '../model/Names.ts'
import { DateText } from '../ui/DateText.tsx'
import { EmptyState, Unread } from '../ui/EmptyState.tsx'
import { Json } from '../ui/Json.tsx'
import { Link } from '../ui/Link.tsx'
import { CopyId, PageHead, Section } from '../ui/PageParts.tsx'
import { Pager } from '../ui/Pager.tsx'
import { Status } from '../ui/StatusMark.tsx'
import { formatCount } from '../ui/time.ts'
import { useQuery } from '../ui/useQuery.ts'

type Team = NonNullable<TeamDetailsQuery['team']>

/** A team and its members, now and before. */
export function TeamPage({ id }: { readonly id: string }): JSX.Element {
  const [after, setAfter] = useState<string | null>(null)
  const { data, error } = useQuery(
    TeamDetailsDocument,
    { id, after },
    {
      pollMs: 30_000,
      dependsOn: ({ teamId, supervisorId }, read) => teamId === id || supervisorId === read?.team?.supervisor.id,
    },
  )
  if (data === null) return <Unread error={error} />
  const { team } = data
  if (!team)
    return (
      <EmptyState title="There is no such team">
        It was deleted, or it is outside your subtree. <Link to="/">Back to the fleet</Link>
      </EmptyState>
    )
  const { supervisor, members, former } = team
  const canChange = team.allowedActions.includes('UPDATE')
  return (
    <div class="page">
      <PageHead path={[...supervisor.ancestors, supervisor]} title={team.name} end={<CopyId id={team.id} />}>
        <p class="headline">
          Team of{' '}
          <Link to={`/supervisors/${supervisor.id}`} class="entity">
            {supervisor.name}
          </Link>{' '}
          <Status status={supervisor.status} />
        </p>
        {team.objective !== null && <p class="description">{team.objective}</p>}
        {team.description !== null && <p class="description">{team.description}</p>}
        <ActionBar forms={formsOf(team)} />
      </PageHead>
      <Section title={`Members (${formatCount(members.totalCount)})`}>
        <Members memberships={members.nodes} canChange={canChange} team={team.name} />
        <Pager after={after} pageInfo={members.pageInfo} onChange={setAfter} />
      </Section>
      {former.totalCount > 0 && (
        <Section title={`Former members (${formatCount(former.totalCount)})`}>
          <Members memberships={former.nodes.toReversed()} canChange={false} team={team.name} />
        </Section>
      )}
      {Object.keys(team.config).length > 0 && (
        <Section title="Config">
          <Json label="Config" value={team.config} />
        </Section>
      )}
    </div>
  )
}

function formsOf(team: Team): ActionForm[] {
  const actions = (['ADD_MEMBER', 'UPDATE', 'DELETE'] as const).filter((action) => team.allowedActions.includes(action))
  return actions.map((action) => teamActions[action](team))
}

interface MembersProps {
  readonly memberships: readonly MembershipFragment[]
  readonly canChange: boolean
  readonly team: string
}

function Members({ memberships, canChange, team }: MembersProps): JSX.Element {
  if (memberships.length === 0) return <p class="dim">No members.</p>
  return (
    <div class="table-frame">
      <table class="members">
        <thead>
          <tr>
            <th>Agent</th>
            <th>Role</th>
            <th>Joined</th>
            <th>{memberships[0]?.active ? <span class="visually-hidden">Actions</span> : 'Left'}</th>
          </tr>
        </thead>
        <tbody>
          {memberships.map((member) => (
            <tr key={member.id}>
              <td>
                <Link to={`/agents/${member.agent.id}`} class="mono">
                  {shortId(member.agent.id)}
                </Link>
              </td>
              <td class="member-role">{member.role}</td>
              <td data-label="joined">
                <DateText at={member.joinedAt} />
              </td>
              {member.leftAt === null ? (
                <td>{canChange && <ActionBar forms={memberActions(member, team)} />}</td>
              ) : (
                <td data-label="left">
                  <DateText at={member.leftAt} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
