/**
 * Adds a line with a link to the explorer to the page of Apollo Sandbox, which stays empty without the internet. The page
 * allows only styles with its nonce.
 */
export function withExplorerLink(page: string): string {
  const nonce = /<style nonce="?([\w-]+)/.exec(page)?.[1] ?? ''
  return page.replace('<body>', () => `<body>${line(nonce)}`)
}

const line = (nonce: string): string => `
    <style nonce="${nonce}">
      #explorer-link { box-sizing: border-box; font: 14px/32px system-ui, sans-serif; height: 32px; margin: 0; padding: 0 12px }
      #react-root #embeddableSandbox { height: calc(100vh - 32px); top: 32px }
    </style>
    <p id="explorer-link">
      This page loads Apollo Sandbox from the internet. <a href="/explorer">The explorer of this server</a> works offline.
    </p>`
