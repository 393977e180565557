import type { JSX } from 'preact'

type Line = { readonly mark: ' ' | '-' | '+'; readonly text: string }

/** Longest text, in lines, that is compared: the comparison takes time by the square of it. */
const maxLines = 600

/** The differences of two JSON values, line by line. */
export function JsonDiff({ before, after }: { readonly before: unknown; readonly after: unknown }): JSX.Element {
  const lines = compareLines(linesOf(before), linesOf(after))
  return (
    <pre class="diff" tabIndex={0} aria-label="Differences">
      {lines.map(({ mark, text }, i) => (
        <span key={i} class={mark === '+' ? 'added' : mark === '-' ? 'removed' : ''}>
          {mark} {text}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}

function linesOf(value: unknown): string[] {
  return JSON.stringify(value, null, 2).split('\n').slice(0, maxLines)
}

/** The shortest list of removed and added lines, by the longest common subsequence; unchanged lines far from changes are left out. */
function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1
  const lengths = new Uint16Array((before.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push({ mark: ' ', text: before[i] ?? '' })
      i++
      j++
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ mark: '-', text: before[i++] ?? '' })
    else lines.push({ mark: '+', text: after[j++] ?? '' })
  }
  const isNearChange = (index: number): boolean =>
    lines.slice(Math.max(0, index - 2), index + 3).some(({ mark }) => mark !== ' ')
  return lines.filter((_line, index) => isNearChange(index))
}
