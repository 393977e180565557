import type { JSX } from 'preact'
import { Store } from '../model/Store.ts'
import { useStores } from './hooks.ts'

/** How long a message is shown, in milliseconds. */
const shownMs = 6_000

class ToastStore extends Store {
  messages: readonly { readonly key: number; readonly text: string }[] = []
  #key = 0

  show(text: string): void {
    const toast = { key: this.#key++, text }
    this.messages = [...this.messages, toast].slice(-4)
    this.changed()
    setTimeout(() => {
      this.messages = this.messages.filter((each) => each !== toast)
      this.changed()
    }, shownMs)
  }
}

export const toasts = new ToastStore()

/** Short messages about what was done. */
export function Toasts(): JSX.Element {
  useStores(toasts)
  return (
    <div class="toasts" role="status">
      {toasts.messages.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  )
}
