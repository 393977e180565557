/** Length in characters (Unicode code points), as the server counts them. */
export function lengthOf(text: string): number {
  return Array.from(text).length
}
