import { expect } from 'vitest'
import { expectSoon, tabTo, type BrowserTab } from './withBrowser.ts'

export interface Keyboard {
  /** Presses Tab until the element has the focus, and then Enter. */
  press(name: string): Promise<void>
  /** Types texts into fields, and presses Enter in the last one. */
  fill(texts: Readonly<Record<string, string>>): Promise<void>
  /** Searches in a field for a supervisor, and chooses the only supervisor of the list. */
  choose(field: string, supervisor: string): Promise<void>
  /** Opens the form of an action, closes it by Escape, which gives the focus back, and opens it again. */
  openForm(action: string): Promise<void>
}

/** Key presses alone: the mouse is never used. */
export function keyboardOf(tab: BrowserTab): Keyboard {
  const { page } = tab
  const replace = async (field: string, text: string): Promise<void> => {
    await tabTo(tab, field)
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(text)
  }
  const press = async (name: string): Promise<void> => {
    await tabTo(tab, name)
    await page.keyboard.press('Enter')
  }
  return {
    press,
    async fill(texts) {
      for (const [field, text] of Object.entries(texts)) await replace(field, text)
      await page.locator('dialog [type=submit]:enabled').waitFor()
      await page.keyboard.press('Enter')
    },
    async choose(field, supervisor) {
      await replace(field, supervisor)
      const candidates = page.getByRole('list', { name: 'Supervisors' }).getByRole('button')
      await expectSoon(() => candidates.count()).toBe(1)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await candidates.waitFor({ state: 'detached' })
    },
    async openForm(action) {
      await page.getByRole('button', { name: action, exact: true }).first().waitFor()
      const form = page.locator('dialog') // by its role, it would be gone before the page knows that it is closed
      await press(action)
      await form.waitFor()
      expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true)
      await page.keyboard.press('Escape')
      await form.waitFor({ state: 'detached' })
      expect(await page.evaluate('document.activeElement.innerText')).toBe(action)
      await page.keyboard.press('Enter')
      await form.waitFor()
    },
  }
}
