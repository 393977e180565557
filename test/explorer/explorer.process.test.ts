import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'
import { readDocumentedQueries } from '../../tools/documentedQueries.js'

const dashboard = withDashboard()

const spawn = (name: string): Promise<unknown> =>
  dashboard.api.request('mutation($name: String!) { spawnSupervisor(input: { name: $name }) { __typename } }', { name })

/** The page ignores its button until both editors are loaded. */
async function untilLoaded(page: Page): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor()
  await page.locator('.result-window .monaco-editor').first().waitFor()
}

/** What the page sends over the WebSockets that it opens from now on. */
function collectFrames(page: Page): readonly string[] {
  const frames: string[] = []
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))))
  return frames
}

/** GraphiQL has a button in each tab, and the dark theme of its editor has comments and line numbers of low contrast. */
const ofGraphiql =
  /nested-interactive: <li [^>]*graphiql-tab|dark: color-contrast: <(div class=.line-numbers|span class=.mtk)/

describe.skipIf(!hasChromium)('the explorer', () => {
  test('runs the first query, a documented query and a subscription, and loads nothing from another origin', async () => {
    const { page, problems, open } = await dashboard.newTab()
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    const workers: string[] = []
    page.on('worker', (worker) => workers.push(new URL(worker.url()).pathname))
    await open('/explorer')

    const tabs = page.getByRole('tab')
    await expect.poll(() => tabs.count()).toBe(readDocumentedQueries().length + 2)
    const response = page.locator('.result-window')
    await untilLoaded(page)
    const run = page.getByRole('button', { name: /^Execute query/ })
    await run.click()
    await expect.poll(() => response.innerText()).toContain('"stats"')

    await tabs.filter({ hasText: 'TreeLevel' }).click()
    await run.click()
    await expect.poll(() => response.innerText()).toContain('"supervisor"')

    await tabs.filter({ hasText: 'LiveEvents' }).click()
    const frames = collectFrames(page)
    await run.click()
    await expect.poll(() => frames.find((frame) => frame.includes('subscribe'))).toContain('LiveEvents')
    await expect
      .poll(async () => {
        await spawn(`seen ${performance.now()}`)
        return response.innerText()
      })
      .toContain('SUPERVISOR_SPAWNED')
    await expect.poll(() => workers).toContainEqual(expect.stringMatching(/^\/explorer\/worker-graphql-/))
  })

  test('sends the token of its field over HTTP and WebSocket, and keeps it for this browser tab only', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/explorer')
    const field = page.getByLabel('API token')
    await field.fill('not-a-token')
    const request = page.waitForRequest((sent) => sent.headers().authorization === 'Bearer not-a-token')
    await field.press('Enter')
    expect((await request).url()).toBe(`${dashboard.origin}/graphql`)
    await untilLoaded(page)
    await page.getByRole('tab').filter({ hasText: 'LiveEvents' }).click()
    const frames = collectFrames(page)
    await page.getByRole('button', { name: /^Execute query/ }).click()
    await expect.poll(() => frames.length).toBeGreaterThan(0)
    expect(JSON.parse(frames[0] ?? '')).toEqual({
      type: 'connection_init',
      payload: { authorization: 'Bearer not-a-token' },
    })
    const stored: unknown = await page.evaluate("[sessionStorage.getItem('token'), JSON.stringify(localStorage)]")
    expect(stored).toEqual(['not-a-token', expect.not.stringContaining('not-a-token')])
  })

  test('is accessible', async () => {
    const { page, open, accessibilityFaults } = await dashboard.newTab()
    await open('/explorer')
    await untilLoaded(page)
    const faults = await accessibilityFaults({
      settle: async () => {
        await page.reload() // the editor does not follow a change of the scheme
        await untilLoaded(page)
      },
    })
    expect(faults.filter((fault) => !ofGraphiql.test(fault))).toEqual([])
  })

  test('shows its address on the page of Apollo Sandbox, which browsers get without the internet too', async () => {
    const { page, problems, open } = await dashboard.newTab()
    await page.route(/apollographql|googleapis|gstatic/, (route) => route.abort())
    await open('/graphql')
    const link = page.getByRole('link', { name: 'The explorer of this server' })
    await link.click()
    await expect.poll(() => page.getByRole('tab').count()).toBeGreaterThan(1)
    problems.splice(0) // the requests of the Sandbox, and the error of its script
  })
})
