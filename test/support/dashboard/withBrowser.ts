import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'

/** The command of an installed Chromium. */
const chromiumCommand = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
)
export const hasChromium = chromiumCommand !== undefined
if (!hasChromium) process.stdout.write('The tests of the dashboard are skipped: no Chromium is installed\n')

const axe = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

/** `expect.poll` with a timeout in which a browser on a busy machine responds. */
export const expectSoon: typeof expect.poll = (read, options) => expect.poll(read, { timeout: 15_000, ...options })

export interface BrowserTab {
  readonly page: Page
  /** Requests to other origins, and errors of the page. */
  readonly problems: string[]
  /** Opens an address of the dashboard. */
  open(path: string): Promise<void>
  /** What axe-core calls serious or critical, in the light and in the dark scheme, on wide and on small screens. */
  accessibilityFaults(options?: AccessibilityOptions): Promise<string[]>
}

export interface AccessibilityOptions {
  /** CSS selector of the part that is checked. Default: the page. */
  readonly within?: string
  /** Called after each change of the scheme. */
  readonly settle?: () => Promise<void>
}

export interface TestBrowser {
  newTab(options?: BrowserContextOptions & { readonly token?: string }): Promise<BrowserTab>
}

/** Opens pages of a server in Chromium. Each test has its own tabs, whose problems fail it. */
export function withBrowser(originOf: () => string): TestBrowser {
  let browser: Browser | undefined
  const tabs: BrowserTab[] = []
  beforeAll(async () => {
    if (chromiumCommand === undefined) return
    browser = await chromium.launch({
      executablePath: spawnSync('which', [chromiumCommand], { encoding: 'utf8' }).stdout.trim(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
  })
  afterEach(async () => {
    for (const tab of tabs.splice(0)) {
      await tab.page.context().close()
      expect(tab.problems).toEqual([])
    }
  })
  afterAll(() => browser?.close())

  return {
    async newTab({ token, ...options } = {}) {
      if (!browser) throw new Error('no Chromium is installed')
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      if (token !== undefined) await context.addInitScript(`sessionStorage.setItem('token', ${JSON.stringify(token)})`)
      const page = await context.newPage()
      const problems: string[] = []
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url())
        if (origin !== originOf() && protocol !== 'data:') problems.push(`request to ${request.url()}`)
      })
      page.on('websocket', (socket) => {
        if (new URL(socket.url()).host !== new URL(originOf()).host) problems.push(`WebSocket to ${socket.url()}`)
      })
      page.on('pageerror', (error) => problems.push(error.message))
      const tab: BrowserTab = {
        page,
        problems,
        open: async (path) => {
          await page.goto(originOf() + path)
        },
        async accessibilityFaults({ within = 'html', settle = () => Promise.resolve() } = {}) {
          const faults: string[] = []
          for (const colorScheme of ['dark', 'light'] as const) {
            await page.emulateMedia({ colorScheme })
            await settle()
            if (!(await page.evaluate('window.axe !== undefined'))) await page.evaluate(axe)
            for (const width of [390, 1280]) {
              await page.setViewportSize({ width, height: 800 })
              const found: string[] = await page.evaluate(seriousFaults(within, colorScheme))
              faults.push(...found.map((fault) => `${width}, ${colorScheme}: ${fault}`))
            }
          }
          return faults
        },
      }
      tabs.push(tab)
      return tab
    },
  }
}

/** Presses Tab until the element with this name has the focus. */
export async function tabTo({ page }: BrowserTab, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const focused: unknown = await page.evaluate(
      `document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText`,
    )
    if (String(focused).trim().startsWith(name)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${name}`)
}

/** The schemes differ only in their colors, so the dark one is checked for these alone. */
const seriousFaults = (within: string, colorScheme: 'dark' | 'light'): string =>
  `axe.run('${within}', ${colorScheme === 'dark' ? `{ runOnly: ['color-contrast'] }` : '{}'}).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`
