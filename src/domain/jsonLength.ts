const lengths = new WeakMap<object, number>()

/** Records the length of the text that a JSON value was parsed from. */
export function noteJsonLength(value: object, length: number): void {
  lengths.set(value, length)
}

/** The length of the text that a JSON value was parsed from, in characters; undefined if it was not recorded. */
export function knownJsonLength(value: object): number | undefined {
  return lengths.get(value)
}
