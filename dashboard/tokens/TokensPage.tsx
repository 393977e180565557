import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ActionBar } from '../actions/ActionBar.tsx'
import { countOf } from '../actions/ActionForm.ts'
import { createToken, revokeToken } from '../actions/tokenActions.ts'
import { session } from '../api/session.ts'
import { TokensDocument, type TokensQuery } from '../generated/graphql.ts'
import { serverClock } from '../model/clock.ts'
import { EmptyState, Unread } from '../ui/EmptyState.tsx'
import { Link } from '../ui/Link.tsx'
import { PageHead, Section } from '../ui/PageParts.tsx'
import { Pager } from '../ui/Pager.tsx'
import { formatDateTime, formatDuration } from '../ui/time.ts'
import { useQuery } from '../ui/useQuery.ts'

type Token = TokensQuery['tokens']['nodes'][number]

/** API tokens, for callers with the role ADMIN. */
export function TokensPage(): JSX.Element {
  const [after, setAfter] = useState<string | null>(null)
  const { data, error, refresh } = useQuery(TokensDocument, { after }, { pollMs: 5_000 })
  if (session.viewer?.role !== 'ADMIN')
    return <EmptyState title="Tokens require the role ADMIN">Sign in with a token that has this role.</EmptyState>
  if (data === null) return <Unread error={error} />
  const { nodes, totalCount, pageInfo } = data.tokens
  const onToggle = (isOpen: boolean): void => {
    if (!isOpen) refresh()
  }
  return (
    <div class="page">
      <PageHead title="Tokens">
        <ActionBar forms={[createToken(session.viewer.withinId ?? null)]} onToggle={onToggle} />
      </PageHead>
      {totalCount === 0 ? (
        <EmptyState title="There are no tokens">
          Without a token, every caller of this server is the local administrator. After the first token, every caller
          needs one.
        </EmptyState>
      ) : (
        <Section title={`${countOf(totalCount, 'token')}, newest first`}>
          <div class="table-frame">
            <table class="members tokens">
              <thead>
                <tr>
                  <th>Actor</th>
                  <th>Role</th>
                  <th>Subtree</th>
                  <th>State</th>
                  <th>Last used</th>
                  <th>Created</th>
                  <th>
                    <span class="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {nodes.map((token) => (
                  <TokenRow key={token.id} token={token} onToggle={onToggle} />
                ))}
              </tbody>
            </table>
          </div>
          <Pager after={after} pageInfo={pageInfo} onChange={setAfter} />
        </Section>
      )}
    </div>
  )
}

interface TokenRowProps {
  readonly token: Token
  /** Called when its form opens or closes. */
  readonly onToggle: (isOpen: boolean) => void
}

function TokenRow({ token, onToggle }: TokenRowProps): JSX.Element {
  const { actor, role, description, within, withinId, lastUsedAt, createdAt, createdBy } = token
  const { text, isUsable } = stateOf(token)
  return (
    <tr class={isUsable ? '' : 'ended'} tabIndex={-1}>
      <td>
        {actor}
        {description !== null && <p class="dim">{description}</p>}
      </td>
      <td data-label="">
        <span class="role">{role}</span>
      </td>
      <td>
        {within ? (
          <Link to={`/supervisors/${within.id}`}>{within.name}</Link>
        ) : withinId === null ? (
          'everything'
        ) : (
          'a deleted supervisor'
        )}
      </td>
      <td data-label="">{text}</td>
      <td data-label="used">
        {lastUsedAt === null ? 'never' : `${formatDuration(serverClock.now() - Date.parse(lastUsedAt))} ago`}
      </td>
      <td data-label="created">
        {formatDateTime(createdAt)}
        <p class="dim">by {createdBy}</p>
      </td>
      <td>
        <ActionBar forms={isUsable ? [revokeToken(token.id, actor)] : []} onToggle={onToggle} />
      </td>
    </tr>
  )
}

function stateOf({ revokedAt, expiresAt }: Token): { readonly text: string; readonly isUsable: boolean } {
  if (revokedAt !== null) return { text: `revoked ${formatDateTime(revokedAt)}`, isUsable: false }
  if (expiresAt === null) return { text: 'never expires', isUsable: true }
  const leftMs = Date.parse(expiresAt) - serverClock.now()
  return leftMs <= 0
    ? { text: `expired ${formatDateTime(expiresAt)}`, isUsable: false }
    : { text: `expires in ${formatDuration(leftMs)}`, isUsable: true }
}
