import type { SupervisorEventType } from '../generated/graphql.ts'
import { names } from '../model/app.ts'
import { shortId } from '../model/Names.ts'
import { textOf, type FeedEvent, type Fields } from '../model/FeedEvent.ts'

export const eventNames: Readonly<Record<SupervisorEventType, string>> = {
  SUPERVISOR_SPAWNED: 'Spawned',
  SUPERVISOR_UPDATED: 'Updated',
  SUPERVISOR_MOVED: 'Moved',
  SUPERVISOR_STATUS_CHANGED: 'Status changed',
  SUPERVISOR_DELETED: 'Deleted',
  CHILD_FAILED: 'Child failed',
  FAILURE_ESCALATED: 'Escalated',
  TEAM_CREATED: 'Team created',
  TEAM_UPDATED: 'Team updated',
  TEAM_DELETED: 'Team deleted',
  MEMBER_JOINED: 'Member joined',
  MEMBER_UPDATED: 'Member updated',
  MEMBER_LEFT: 'Member left',
}

/** How an event looks: what needs attention, what is good news, and what is neither. */
export function toneOf({ type, after }: FeedEvent): 'bad' | 'warn' | 'good' | 'plain' {
  const status = after?.status
  if (status === 'FAILED' || type === 'CHILD_FAILED' || type === 'FAILURE_ESCALATED') return 'bad'
  if (status === 'PAUSED' || status === 'TERMINATED' || type.endsWith('DELETED') || type === 'MEMBER_LEFT')
    return 'warn'
  return status === 'ACTIVE' || /SPAWNED|CREATED|JOINED/.test(type) ? 'good' : 'plain'
}

/** What happened, in a few words. */
export function describeChange(event: FeedEvent): string {
  const { type, before, after } = event
  switch (type) {
    case 'SUPERVISOR_SPAWNED':
      return `spawned ${after?.parentId == null ? 'as a root' : `under ${nameOf(after.parentId)}`} (${textOf(after?.status) ?? '…'})`
    case 'SUPERVISOR_STATUS_CHANGED':
      return `${textOf(before?.status) ?? '…'} → ${textOf(after?.status) ?? '…'}`
    case 'SUPERVISOR_MOVED':
      return before && after && 'parentId' in after
        ? `moved from ${nameOf(before.parentId)} to ${nameOf(after.parentId)}`
        : 'moved with an ancestor'
    case 'SUPERVISOR_UPDATED':
    case 'TEAM_UPDATED':
    case 'MEMBER_UPDATED':
      return `changed ${changedFields(event).join(', ')}`
    case 'SUPERVISOR_DELETED':
      return 'deleted'
    case 'CHILD_FAILED':
      return `${nameOf(after?.childId)} failed: ${describeDecision(after ?? {})}`
    case 'FAILURE_ESCALATED':
      return `escalated the failure of ${nameOf(after?.childId)}: no restarts are left`
    case 'TEAM_CREATED':
      return `team ${textOf(after?.name) ?? ''} created`
    case 'TEAM_DELETED':
      return `team ${textOf(before?.name) ?? ''} deleted`
    case 'MEMBER_JOINED':
      return `agent ${shortId(event.agentId ?? '')} joined ${nameOf(event.teamId)}`
    case 'MEMBER_LEFT':
      return `agent ${shortId(event.agentId ?? '')} left ${nameOf(event.teamId)}`
  }
}

function describeDecision({ decision, restarts, maxRestarts, withinSeconds }: Fields): string {
  const share =
    typeof restarts === 'number' ? ` (${restarts} of ${String(maxRestarts)} in ${String(withinSeconds)} s)` : ''
  switch (decision) {
    case 'RESTART':
      return `restart scheduled${share}`
    case 'INCLUDED':
      return 'a restart is already due'
    case 'ESCALATE':
      return `escalated${share}`
    default:
      return 'no restart policy'
  }
}

/** Fields that differ, without times, which repeat the time of the event. */
function changedFields({ after }: FeedEvent): string[] {
  return Object.keys(after ?? {}).filter((field) => !field.endsWith('At'))
}

function nameOf(id: unknown): string {
  return typeof id === 'string' ? names.labelOf(id) : 'the root level'
}

/** The reason of an event, with names instead of ids. */
export function reasonOf({ reason }: FeedEvent): string | null {
  return reason == null ? null : names.replaceIds(reason)
}
