import { useEffect } from 'preact/hooks'
import { problems, tree } from '../model/app.ts'
import { router } from './router.ts'
import { toasts } from './Toasts.tsx'

/** What takes the keys itself. */
const editable = 'input:not([type=checkbox], [type=radio]), textarea, select'

/** Keys that work on every page, except while a text is edited or a dialog is open. */
export function useGlobalKeys(showHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const { target } = event
      if (target instanceof HTMLElement && target.closest(`${editable}, dialog`)) return
      const action = { '/': search, n: goToNextProblem, '?': showHelp, Escape: goBack }[event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', press)
    return () => {
      removeEventListener('keydown', press)
    }
  }, [])
}

function search(): void {
  const focus = (): void => {
    document.querySelector<HTMLInputElement>('#search')?.focus()
  }
  if (router.route.page !== 'fleet') {
    router.go('/')
    setTimeout(focus, 100) // when the page has been rendered
  } else focus()
}

/** Goes to the problem after the focused row, and to the first one after the last. */
function goToNextProblem(): void {
  const ids = (problems.nodes ?? []).map(({ id }) => id)
  const next = ids[(ids.indexOf(tree.focusedId ?? '') + 1) % ids.length]
  if (next === undefined) {
    toasts.show('There are no problems.')
    return
  }
  if (router.route.page !== 'fleet' || location.search !== '') router.go('/')
  void tree.reveal(next)
}

function goBack(): void {
  if (router.route.page !== 'fleet') router.back()
  else if (location.search !== '') router.go('/')
}
