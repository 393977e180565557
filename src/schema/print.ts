import { readFile, writeFile } from 'node:fs/promises'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './index.ts'

/**
 * `npm run schema:print` writes the SDL to schema.graphql. With `--check` it writes nothing, and exits with 1 if the file
 * differs. Types and fields are sorted, so that the order of declarations in the code does not change the file.
 */
const file = 'schema.graphql'
const sdl = `${printSchema(lexicographicSortSchema(schema))}\n`

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== sdl) {
    console.error(`${file} is stale. Run: npm run schema:print`)
    process.exitCode = 1
  }
} else {
  await writeFile(file, sdl)
}
