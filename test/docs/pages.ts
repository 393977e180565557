import { readProjectFile } from './projectFiles.ts'

/** A page of the reference, by its name. */
export const readReference = (name: string): string => readProjectFile(`docs/reference/${name}.md`)

/** The text below a heading, down to the next heading of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const [, level = '', rest = ''] = new RegExp(`^(#+) ${heading}$(.*)`, 'ms').exec(page) ?? []
  return rest.split(new RegExp(`^#{1,${level.length}} `, 'm'), 1).join()
}

/** The headings of one level. */
export function headingsOf(page: string, level: number): string[] {
  return [...page.matchAll(new RegExp(`^#{${level}} (.+)$`, 'gm'))].map(([, heading = '']) => heading)
}

/** What stands in code in the first column of the tables. */
export function firstColumn(text: string): string[] {
  return [...text.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => codesIn(cell))
}

/** What stands in code. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
