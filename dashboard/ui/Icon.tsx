import type { JSX } from 'preact'

/** The icon of the page. */
export function Icon({ size }: { readonly size: number }): JSX.Element {
  return <img src={document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href} width={size} height={size} alt="" />
}
