/** Time before a failed read is tried again, in milliseconds. */
export const retryMs = 2_000

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
