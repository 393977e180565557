/** What a text of Prometheus's says: the value of each series, by its name and labels as they stand there. */
export function readMetrics(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))] // 'Nan' too is none
    }),
  )
}
