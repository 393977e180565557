import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { observe, withServers, type Exit } from '../support/process/serverProcess.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const { newDirectory } = withServers()

/** A checkout with one source file. Its build writes the source to dist/, in place of a bundle. */
function givenCheckout({ packages }: { packages: readonly string[] }): string {
  const checkout = newDirectory()
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), text)
  }
  for (const file of ['run.js', 'buildStamp.js']) cpSync(join(project, 'cli', file), join(checkout, 'cli', file))
  write('package.json', JSON.stringify({ type: 'module', scripts: { 'build:program': 'node build.js' } }))
  write(
    'build.js',
    `import { cpSync, writeFileSync } from 'node:fs'
     import { stampOf } from './cli/buildStamp.js'
     cpSync('source.js', 'dist/src/cli.js')
     writeFileSync('dist/inputs.json', JSON.stringify(stampOf(['source.js'])))`,
  )
  write('source.js', `console.log('first', ...process.argv.slice(2))`)
  for (const file of ['esbuild.config.js', 'package-lock.json', 'prisma/schema.prisma']) write(file, '')
  for (const name of packages) write(`node_modules/${name}/package.json`, '{}')
  return checkout
}
const run = (checkout: string, ...args: string[]): Promise<Exit> =>
  observe(spawn(process.execPath, [join(checkout, 'cli/run.js'), ...args])).exited
const all = ['pg', 'esbuild', 'prisma']
const building = 'Building dist/, because it is missing or out of date.\n'

test('builds before the first run, and again only after a source has changed', async () => {
  const checkout = givenCheckout({ packages: all })
  const [first, second] = [await run(checkout, 'serve', '--x'), await run(checkout, 'serve')]
  expect(first).toMatchObject({ code: 0, stdout: 'first serve --x\n', stderr: building })
  expect(second).toMatchObject({ code: 0, stdout: 'first serve\n', stderr: '' })
  writeFileSync(join(checkout, 'source.js'), `console.log('changed')`)
  expect(await run(checkout)).toMatchObject({ code: 0, stdout: 'changed\n', stderr: building })
  writeFileSync(join(checkout, 'package-lock.json'), '{}')
  expect((await run(checkout)).stderr).toBe(building)
})

test('a built checkout needs neither the packages of the build nor write access', async () => {
  const checkout = givenCheckout({ packages: ['pg'] })
  const source = `console.log('first', ...process.argv.slice(2))`
  const files = ['esbuild.config.js', 'package-lock.json', 'prisma/schema.prisma', 'source.js']
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(file === 'source.js' ? source : '')
  mkdirSync(join(checkout, 'dist/src'), { recursive: true })
  writeFileSync(join(checkout, 'dist/src/cli.js'), source)
  writeFileSync(join(checkout, 'dist/inputs.json'), JSON.stringify({ hash: hash.digest('hex'), files }))
  chmodSync(checkout, 0o555)
  expect(await run(checkout, 'verify')).toMatchObject({ code: 0, stdout: 'first verify\n', stderr: '' })
})

test('a build that fails shows its output, and nothing runs', async () => {
  const checkout = givenCheckout({ packages: all })
  writeFileSync(join(checkout, 'build.js'), `console.error('no such module'); process.exit(3)`)
  const { code, stdout, stderr } = await run(checkout, 'serve')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(`${building}no such module\nThe build failed.\n`)
})

test.each([
  [[], /^The packages are not installed\. Run npm ci\.\n$/],
  [
    ['pg'],
    /^dist\/ is missing or out of date, and the packages that build it are not installed\. Run npm ci --include=dev [^\n]+\n$/,
  ],
])('with only the packages %j, says in one line what is missing', async (packages, line) => {
  const checkout = givenCheckout({ packages })
  expect(await run(checkout, 'serve')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(line) as string,
  })
  expect(existsSync(join(checkout, 'dist'))).toBe(false)
})

test('the server builds the explorer in the background, and other commands do not', async () => {
  const checkout = givenCheckout({ packages: [...all, 'graphiql'] })
  const built = join(checkout, 'built')
  mkdirSync(join(checkout, 'tools'))
  writeFileSync(
    join(checkout, 'tools/buildExplorer.js'),
    `import { appendFileSync } from 'node:fs'; appendFileSync('built', 'once')`,
  )
  // the source ends at once, and the build does not
  expect(await run(checkout, 'serve')).toMatchObject({ code: 0, stdout: 'first serve\n' })
  await expect.poll(() => existsSync(built) && readFileSync(built, 'utf8')).toBe('once')
  expect(await run(checkout, 'verify')).toMatchObject({ code: 0, stdout: 'first verify\n' })
  expect(readFileSync(built, 'utf8')).toBe('once')
})
