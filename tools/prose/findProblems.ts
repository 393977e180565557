import { code, type Passage } from './passage.ts'
import { type Sentence, splitSentences } from './sentences.ts'
import { maxWords, wordRules } from './styleRules.ts'

export interface Problem {
  readonly file: string
  readonly line: number
  readonly kind: Passage['kind']
  readonly message: string
  readonly sentence: string
}

/** Checks a passage against the rules of styleRules.ts. */
export function findProblems(passage: Passage): Problem[] {
  const { file, kind } = passage
  return splitSentences(passage).flatMap((sentence, index) =>
    messagesFor(sentence, passage, index === 0).map((message) => ({
      file,
      kind,
      line: sentence.line,
      message,
      sentence: sentence.text,
    })),
  )
}

function messagesFor({ text, words }: Sentence, { kind, file, isTableCell }: Passage, isFirst: boolean): string[] {
  const messages = wordRules
    .filter(
      ({ kinds, opening, except }) => (kinds?.includes(kind) ?? true) && (isFirst || !opening) && !except?.test(file),
    )
    .flatMap(({ pattern, advice }) => {
      const found = pattern.exec(text)
      return found && !found[0].includes(code) ? [`"${found[0]}": ${advice}`] : []
    })
  if (!isTableCell && words > maxWords) messages.push(`${words} words: at most ${maxWords} in a sentence`)
  return messages
}
