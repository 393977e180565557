import { toasts } from './Toasts.tsx'

/** Copies a text to the clipboard. A page without TLS from another host has none: then the message contains the text. */
export async function copyText(noun: string, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toasts.show(`${noun} copied.`)
  } catch {
    toasts.show(`${noun}: ${text}`)
  }
}
