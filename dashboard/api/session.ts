import type { CurrentViewerQuery } from '../generated/graphql.ts'
import { Store } from '../model/Store.ts'

export type Viewer = CurrentViewerQuery['viewer']

const tokenKey = 'token'

/** The credentials of this tab, and the caller that they belong to. The token is kept until the tab is closed. */
class Session extends Store {
  /** Null until the server has accepted the credentials, or none are needed. */
  viewer: Viewer | null = null
  /** Why credentials are required; null if it is not known that they are. */
  refusal: string | null = null
  #token: string | null = sessionStorage.getItem(tokenKey)
  #isHeld = false
  #heldRefusal: string | null = null

  get token(): string | null {
    return this.#token
  }

  /** Whether the caller may change the hierarchy. */
  get canOperate(): boolean {
    return this.viewer?.role === 'OPERATE' || this.viewer?.role === 'ADMIN'
  }

  signIn(token: string): void {
    this.#token = token
    sessionStorage.setItem(tokenKey, token)
    this.refusal = null
    this.changed()
  }

  accept(viewer: Viewer): void {
    this.viewer = viewer
    this.refusal = null
    this.changed()
  }

  /** Keeps the session from ending while a secret is shown that cannot be read again. */
  hold(): void {
    this.#isHeld = true
  }

  release(): void {
    this.#isHeld = false
    if (this.#heldRefusal !== null) this.end(this.#heldRefusal)
    this.#heldRefusal = null
  }

  /**
   * Ends the session, for example because the token has been revoked.
   * @param token that the server refused. A late refusal of an earlier token does not end the current session
   */
  end(refusal: string, token = this.#token): void {
    if (token !== this.#token) return
    if (this.#isHeld) {
      this.#heldRefusal = refusal
      return
    }
    this.#token = null
    this.viewer = null
    this.refusal = refusal
    sessionStorage.removeItem(tokenKey)
    this.changed()
  }
}

export const session = new Session()
