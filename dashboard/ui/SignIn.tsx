import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { session } from '../api/session.ts'
import { Icon } from './Icon.tsx'

/** Asks for an API token or a JSON Web Token. */
export function SignIn({ refusal }: { readonly refusal: string }): JSX.Element {
  const [token, setToken] = useState('')
  const submit = (event: Event): void => {
    event.preventDefault()
    const text = token.trim().replace(/^Bearer\s+/i, '')
    if (text !== '') session.signIn(text)
  }
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <Icon size={40} />
        <h1>Supervisor Hierarchy</h1>
        <label for="token">API token or JSON Web Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          autofocus
          value={token}
          onInput={(event) => {
            setToken(event.currentTarget.value)
          }}
        />
        <p class="notice" role="alert">
          {refusal}
        </p>
        <button class="primary" type="submit" disabled={token.trim() === ''}>
          Sign in
        </button>
        <p class="dim">The token stays in this tab, and is forgotten when you close the tab.</p>
      </form>
    </main>
  )
}
