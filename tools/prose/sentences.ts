import { code, type Passage } from './passage.ts'

export interface Sentence {
  readonly text: string
  /** Line of the file on which the sentence starts, from 1. */
  readonly line: number
  readonly words: number
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/**
 * An end of a sentence that the segmenter takes for an abbreviation, because the next word starts in lower case. That is
 * often a name, such as npm. The match ends before the space.
 */
const endBeforeLowerCase = /(?<!\b(?:e\.g|i\.e|etc|vs|cf))[.!?]['"’”)]*(?= +['"‘“(]?\p{Ll})/gu

/** A name in code, such as SPAWNING, dryRun, PlanRows or statement_timeout. */
const name = `(?:${code}|[A-Z][A-Z0-9_]+|\\p{L}+(?:\\p{Ll}\\p{Lu}|_)\\w*)`
/** Names in a row: `a`, `b` and `c`. */
const listOfNames = new RegExp(`${name}(?:(?:,? (?:and|or)|,) ${name})+`, 'gu')

/** Splits a passage into sentences by the rules of Unicode (UAX #29). */
export function splitSentences({ text, line }: Passage): Sentence[] {
  // Unicode ends a sentence at a line break; in a source file a line break is a space
  const flat = text.replaceAll('\n', ' ')
  const ends = new Set([
    ...[...segmenter.segment(flat)].map(({ segment, index }) => index + segment.length),
    ...[...flat.matchAll(endBeforeLowerCase)].map(({ 0: end, index }) => index + end.length),
  ])
  let from = 0
  return [...ends]
    .sort((a, b) => a - b)
    .flatMap((end) => {
      const sentence = flat.slice(from, end)
      const start = from + sentence.search(/\S|$/)
      from = end
      const trimmed = sentence.trim()
      const breaks = text.slice(0, start).split('\n').length - 1
      return trimmed === '' ? [] : [{ text: trimmed, line: line + breaks, words: countWords(trimmed) }]
    })
}

/** Counts the words between spaces that have a letter or a digit. A list of names in code counts as one word. */
export const countWords = (sentence: string): number =>
  sentence.replaceAll(listOfNames, code).match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0
