import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

/** The pictures of the documentation: an address of the demonstration fleet, and a text that shows that it has been read. */
const pictures = [
  { name: 'fleet', path: '/?focus=5bdba967-a32a-8871-a228-117d7fe7c2e5', text: 'embedding-refresh' },
  { name: 'problems', path: '/problems', text: 'monthly budget is spent' },
  { name: 'supervisor', path: '/supervisors/5bdba967-a32a-8871-a228-117d7fe7c2e5', text: 'Restart policy' },
]
const port = 4_099
const origin = `http://127.0.0.1:${port}`
const target = fileURLToPath(new URL('../docs/images/', import.meta.url))
const serverMain = fileURLToPath(new URL('../dist/src/server.js', import.meta.url))

/** Waits until the server is ready. @throws if it takes longer than a minute */
async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt++) {
    const isReady = await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await sleep(500)
  }
  throw new Error('the server did not become ready within a minute')
}

async function takePictures(browser: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme, locale: 'en-GB' })
  const page = await context.newPage()
  const devTools = await context.newCDPSession(page)
  for (const { name, path, text } of pictures) {
    await page.goto(origin + path)
    await page.getByText(text).first().waitFor()
    await page.getByText('live', { exact: true }).waitFor()
    await sleep(1_500) // counts and health are read after the rows
    const { data } = await devTools.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
    writeFileSync(join(target, `${name}-${colorScheme}.webp`), data, 'base64')
  }
  await context.close()
}

async function main(server: ChildProcess): Promise<void> {
  mkdirSync(target, { recursive: true })
  await untilReady()
  const executablePath = spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    await takePictures(browser, 'light')
    await takePictures(browser, 'dark')
  } finally {
    await browser.close()
    server.kill()
    await once(server, 'exit')
  }
}

const dataDir = mkdtempSync(join(tmpdir(), 'screenshots-'))
const server = spawn(process.execPath, [serverMain], {
  env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'ignore', 'inherit'],
})
try {
  await main(server)
} finally {
  server.kill()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
