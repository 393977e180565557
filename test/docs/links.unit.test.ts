import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { listFiles, projectDirectory, readProjectFile } from './projectFiles.ts'

const pages = listFiles('.', /\.md$/)
const exists = (path: string): boolean => existsSync(join(projectDirectory, path))

/** A page without its blocks of code, which show links and headings that are none. */
const proseOf = (page: string): string => readProjectFile(page).replaceAll(/^```.*?^```$/gms, '')

/** The anchors of a page, as GitHub makes them from its headings. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(page).matchAll(/^#+ (.+)$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`
    anchors.add(anchor)
  }
  return anchors
}

/** The links of a page that lead to nothing in the project. */
function findBrokenLinks(page: string): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false // another site
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : join(dirname(page), path)
    return !exists(target) || (anchor !== undefined && !(target.endsWith('.md') && anchorsOf(target).has(anchor)))
  })
}

test('the anchors of a page are those of GitHub', () => {
  expect([...anchorsOf('docs/reference/mutations.md')]).toEqual(
    expect.arrayContaining(['rules-for-all-mutations', 'omitted-fields-and-null']),
  )
})

test.each(pages)('%s has no broken link', (page) => {
  expect(findBrokenLinks(page)).toEqual([])
})

test.each(pages.filter((page) => page.startsWith('docs/') || page === 'README.md'))(
  '%s cites only files that exist',
  (page) => {
    const cited = proseOf(page).match(/(?<=`)(src|test|prisma|clients|examples|bench|docs)\/[\w./-]+\.\w+(?=`)/g) ?? []
    expect(cited.filter((path) => !exists(path))).toEqual([])
  },
)

test('the code cites only documents that exist', () => {
  // migrations keep the words of their time: their checksums are in each database
  const sources = ['src', 'clients', 'examples', 'bench', 'test', 'prisma', 'tools']
    .flatMap((directory) => listFiles(directory, /\.(ts|mjs|js|cjs|prisma|yaml)$/))
    .filter((file) => !file.startsWith('test/tools/')) // its samples name files that do not exist
  const files = [...sources, '.env.example', ...listFiles('.', /^[^/]+\.(c?[jt]s|ya?ml)$/)]
  const documents = listFiles('docs', /\.md$/)
  const dead = files.flatMap((file) => {
    const cited = readProjectFile(file).match(/(?<![\w/])docs\/[\w./-]*\w/g) ?? []
    // a decision may be cited by its number alone: docs/adr/0001
    const missing = cited.filter((path) => !exists(path) && !documents.some((each) => each.startsWith(`${path}-`)))
    return missing.map((path) => `${file}: ${path}`)
  })
  expect(dead).toEqual([])
})
