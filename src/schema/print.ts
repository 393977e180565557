import { readFile, writeFile } from 'node:fs/promises'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './index.ts'
import { printReference } from './printReference.ts'

/**
 * `npm run schema:print` writes what is generated from the schema: the SDL and the API reference. With `--check` it writes
 * nothing, and exits with 1 if a file differs. Types and fields are sorted, so that the order of declarations in the code
 * does not change the files.
 */
const sorted = lexicographicSortSchema(schema)
const files = {
  'schema.graphql': `${printSchema(sorted)}\n`,
  'docs/reference/api.md': printReference(sorted),
}

for (const [file, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) await writeFile(file, text)
  else if ((await readFile(file, 'utf8').catch(() => null)) !== text) {
    process.stderr.write(`${file} is stale. Run: npm run schema:print\n`)
    process.exitCode = 1
  }
}
