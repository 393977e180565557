import { readFile, writeFile } from 'node:fs/promises'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './index.ts'

/** `npm run schema:print` writes the SDL to schema.graphql; with `--check` it fails where that differs. */
const file = 'schema.graphql'
const sdl = `${printSchema(lexicographicSortSchema(schema))}\n`

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== sdl) {
    console.error(`${file} is not what the code says. Run: npm run schema:print`)
    process.exitCode = 1
  }
} else {
  await writeFile(file, sdl)
}
