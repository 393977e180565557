import { toasts } from './Toasts.tsx'

/**
 * Copies a text to the clipboard. Without TLS, browsers have no clipboard for pages of other hosts: then the message
 * contains the text.
 * @param failure message if the text cannot be copied. Needed for secrets, because the default contains the text
 */
export async function copyText(
  noun: string,
  text: string,
  failure = `Could not copy. ${noun}: ${text}`,
): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toasts.show(`${noun} copied.`)
  } catch {
    toasts.show(failure)
  }
}
