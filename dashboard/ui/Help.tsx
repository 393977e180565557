import { Fragment, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

const keys: readonly (readonly [keys: readonly string[], effect: string])[] = [
  [['↑', '↓', 'Page Up', 'Page Down'], 'Move to another row'],
  [['Home', 'End'], 'First or last row'],
  [['→', '←'], 'Expand or collapse; go to the first child or to the parent'],
  [['Enter'], 'Open the page of the supervisor'],
  [['Space'], 'Select the row; with Shift and an arrow, several rows'],
  [['/'], 'Search by name'],
  [['n'], 'Next problem'],
  [['c'], 'Copy the id of the row'],
  [['Esc'], 'Clear the selection, or go back'],
  [['?'], 'Show this help'],
]

export function Help({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} class="action help" aria-labelledby="help-title" onClose={onClose}>
      <div>
        <h2 id="help-title">Keyboard</h2>
        <dl>
          {keys.map(([names, effect]) => (
            <Fragment key={effect}>
              <dt>
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dt>
              <dd>{effect}</dd>
            </Fragment>
          ))}
        </dl>
        <div class="buttons">
          <button class="plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </div>
    </dialog>
  )
}
