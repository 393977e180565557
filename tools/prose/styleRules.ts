import type { Kind } from './passage.ts'

/**
 * The longest sentence, in words. Readers who are not native speakers lose the thread after about 25 words. The limit
 * leaves room for the sentence that cannot be cut.
 */
export const maxWords = 30

export interface WordRule {
  /** Matched against one sentence, without its code spans. */
  readonly pattern: RegExp
  /** What to write instead. */
  readonly advice: string
  /** The kinds of prose that the rule is for; all of them where it is absent. */
  readonly kinds?: readonly Kind[]
  /** For the first sentence of a passage only. */
  readonly opening?: boolean
  /** Files in which the word has another, correct meaning. */
  readonly except?: RegExp
}

const nameTheSubject = 'name the subject: the client, the caller, the subscriber, the supervisor, the transaction'
const people = 'people|persons?|operators?|users?|callers?|readers?|newcomers?|contributors?|maintainers?|engineers?'

/** Words that hide the subject, old-fashioned phrases, and words that have another name in this project. */
export const wordRules: readonly WordRule[] = [
  { pattern: /\b(?:whoever|whomever|whom)\b/i, advice: nameTheSubject },
  { pattern: /\b(?:some|no|any|every)body\b/i, advice: nameTheSubject },
  { pattern: /\b(?:some|any|every)one\b|\bno one\b/i, advice: nameTheSubject },
  { pattern: /(?<!\bthe (?:only |first |last |next )?)\bones? (?:that|who|which|whose)\b/i, advice: nameTheSubject },
  { pattern: /\bthose who\b/i, advice: nameTheSubject },
  {
    pattern: new RegExp(`(?<!\\b(?:${people}) )\\bwho (?!is\\b|was\\b|has\\b|does\\b)\\w+s\\b`, 'i'),
    advice: nameTheSubject,
  },
  { pattern: /\bwhat of\b/i, advice: 'say which part' },
  { pattern: /(?<!\b(?:regardless|irrespective|independent|independently) )\bof what\b/i, advice: 'name the thing' },
  { pattern: /\bwhat (?:is|was) (?:not )?(?:there|so|left out)\b/i, advice: 'name the thing' },
  {
    pattern: /\b(?:is|are|was|were) so\b(?! (?:\w+ ){1,3}(?:that|as)\b)/i,
    advice: 'repeat the state or the condition',
  },
  { pattern: /\bit is said\b/i, advice: 'say what is documented, and where' },
  { pattern: /\b(?:go|goes|going|gone|went) on\b/i, advice: 'write "continue" or "resume"' },
  { pattern: /\bin vain\b/i, advice: 'write "without success" or "fails"' },
  { pattern: /\blying\b/i, advice: 'write "buffered", "waiting" or "pending"' },
  { pattern: /\bpatience\b/i, advice: 'write "timeout"' },
  { pattern: /\b(?:hears?|heard)\b/i, advice: 'write "receives"' },
  { pattern: /\b(?:tell|tells|told|telling) of\b/i, advice: 'write "reports"' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, advice: 'write "repair" or "fix"' },
  { pattern: /\bof (?:ours|theirs)\b/i, advice: 'name the owner' },
  {
    // PostgreSQL has dead rows
    pattern: /\bdead\b(?! (?:rows?|tuples?|index (?:entry|entries))\b)/i,
    advice: 'write "unresponsive", "stopped sending heartbeats" or "exited"',
  },
  {
    pattern: /\brounds?\b(?![ -]?trips?\b| (?:up|down)\b)/i,
    advice: 'write "sweep" or "run"',
    // races and measurements are repeated in rounds
    except: /^(?:test|bench|tools)\/|^docs\/(?:\w+\/)?(?:benchmarks|measurements|concurrency|commands)\.md$/,
  },
  { pattern: /\braw writers?\b/i, advice: 'write "a writer that bypasses the API"' },
  { pattern: /\b(?:the|on) record\b(?! of (?:one|a)\b)|\bthe feed\b/i, advice: 'write "the event log"' },
  {
    pattern: /^(?:what|who|how|where|since|those|that)\b/i,
    advice: 'start with a noun ("Number of …", "Time at which …") or a verb ("Terminates …")',
    kinds: ['description'],
    opening: true,
  },
]
