import type { ComponentChildren, JSX } from 'preact'
import { router } from './router.ts'

interface LinkProps {
  readonly to: string
  readonly class?: string
  readonly current?: boolean
  readonly title?: string
  readonly tabIndex?: number
  readonly children: ComponentChildren
}

/** A link to another page of the dashboard, without loading it again. */
export function Link({ to, current = false, children, ...rest }: LinkProps): JSX.Element {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    router.go(to)
  }
  return (
    <a href={to} onClick={follow} {...(current && { 'aria-current': 'page' as const })} {...rest}>
      {children}
    </a>
  )
}
