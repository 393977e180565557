/** Where a text comes from. Some rules are for one kind only (styleRules.ts). */
export type Kind = 'docs' | 'description' | 'message' | 'comment' | 'test name'

/** A run of prose: a paragraph, a list item, a table cell, a comment or a string. */
export interface Passage {
  readonly file: string
  /** Line of the first character of `text`, from 1. */
  readonly line: number
  readonly kind: Kind
  /** The prose. Code in it is replaced by `CODE`; line breaks of the source are kept, so that lines can be counted. */
  readonly text: string
  /** A table cell may be a list of facts: the limit on the length of sentences does not apply to it. */
  readonly isTableCell: boolean
}

/** Stands for a code span, a placeholder or a tag: it counts as one word. */
export const code = 'CODE'

/** Keeps the number of line breaks, so that lines can still be counted. */
export const codeInsteadOf = (source: string): string => code + '\n'.repeat(source.split('\n').length - 1)
