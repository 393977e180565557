import type { ComponentChildren, JSX } from 'preact'
import { Link } from './Link.tsx'
import { toasts } from './Toasts.tsx'

interface PageHeadProps {
  /** The pages above this one. */
  readonly path?: readonly { readonly to: string; readonly name: string }[]
  readonly title: string
  readonly end?: ComponentChildren
  readonly children?: ComponentChildren
}

export function PageHead({ path = [], title, end, children }: PageHeadProps): JSX.Element {
  return (
    <div class="page-head">
      {path.length > 0 && (
        <nav aria-label="Path" class="breadcrumb">
          {path.map(({ to, name }) => (
            <Link key={to} to={to}>
              {name}
            </Link>
          ))}
        </nav>
      )}
      <div class="title">
        <h1>{title}</h1>
        {end}
      </div>
      {children}
    </div>
  )
}

export function Section({
  title,
  children,
}: {
  readonly title: string
  readonly children: ComponentChildren
}): JSX.Element {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Copies an id: ids are shown on request only. */
export function CopyId({ id }: { readonly id: string }): JSX.Element {
  return (
    <button
      class="quiet"
      title={id}
      onClick={() => {
        void navigator.clipboard.writeText(id).then(() => {
          toasts.show('The id is copied.')
        })
      }}
    >
      Copy id
    </button>
  )
}
