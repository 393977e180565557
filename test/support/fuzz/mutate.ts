import { growSelection, regrowArguments, typeBelow, type Growth, type Selection } from './selection.ts'

/** Changes a random document in one place: a number of copies, arguments, or the fields below one. */
export function mutate(
  selections: readonly Selection[],
  growth: Growth,
  type = 'Query',
  depth = 0,
): readonly Selection[] {
  const { random } = growth
  const index = random.below(selections.length)
  const selection = selections[index]
  if (!selection) return [growSelection(type, depth, growth)]
  const replace = (...by: readonly Selection[]): readonly Selection[] => selections.toSpliced(index, 1, ...by)

  if (selection.below.length > 0 && random.chance(0.7))
    return replace({ ...selection, below: mutate(selection.below, growth, typeBelow(selection), depth + 1) })
  switch (random.below(6)) {
    case 0:
    case 1:
      return replace({ ...selection, copies: scale(selection.copies, random.pick([0.5, 0.9, 1.1, 2, 4, 16])) })
    case 2:
      return replace(regrowArguments(selection, growth))
    case 3:
      return [...selections, growSelection(type, depth, growth)]
    case 4:
      return selections.length > 1 ? replace() : replace(growSelection(type, depth, growth))
    default:
      return replace(growSelection(type, depth, growth))
  }
}

/** More copies than this are no valid document. */
const maxCopies = 3_300

const scale = (copies: number, factor: number): number =>
  Math.max(1, Math.min(maxCopies, Math.round(copies * factor + (factor > 1 ? 1 : 0))))
