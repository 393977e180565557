/** A length of time in its largest unit that has at least two of it, such as `95 s` or `3 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })

export function formatDate(at: string): string {
  return date.format(new Date(at))
}

export function formatDateTime(at: string | number): string {
  return dateTime.format(new Date(at))
}

export function formatTime(at: string | number): string {
  return time.format(new Date(at))
}

export function formatCount(count: number): string {
  return count.toLocaleString()
}
