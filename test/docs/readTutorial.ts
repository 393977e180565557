/** A command or an output of the tutorial. */
export type TutorialStep =
  | { readonly kind: 'command'; readonly text: string }
  /** Expected output after the previous command: lines, or parts of lines that the page shortens. */
  | { readonly kind: 'output'; readonly parts: readonly string[] }
  /** Ctrl-C in the fourth terminal. */
  | { readonly kind: 'interrupt' }

const block = /```(?<language>\w*)\n(?<text>.*?)```|(?<interrupt>Press Ctrl-C in the fourth terminal)/gs
// a command can span lines within single quotes, or define a function
const command = /^(?:\w+\(\) \{\n.*?^\}$|(?:'[^']*'|[^'\n])+)$/gms

/** The commands and outputs of the page, in its order. */
export function readTutorial(page: string): TutorialStep[] {
  return [...page.matchAll(block)].flatMap(({ groups }): TutorialStep[] => {
    const { language, text = '', interrupt } = groups ?? {}
    if (interrupt) return [{ kind: 'interrupt' }]
    if (language === 'sh') return [...text.matchAll(command)].map(([line]) => ({ kind: 'command', text: line }))
    const parts = text.split(/…|\n/).map(normalize)
    return [{ kind: 'output', parts: parts.filter((part) => part !== '') }]
  })
}

/** Replaces what differs in each run: numbers and line breaks. */
export function normalize(text: string): string {
  return text.replaceAll(/\d+/g, '#').replaceAll(/\s+/g, ' ').trim()
}
