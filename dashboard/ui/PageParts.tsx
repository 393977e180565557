import type { ComponentChildren, JSX } from 'preact'
import { copyText } from './copyText.ts'
import { Link } from './Link.tsx'

interface PageHeadProps {
  /** The supervisors above, from the root; undefined on a page that has no place in the tree. */
  readonly path?: readonly { readonly id: string; readonly name: string }[]
  readonly title: string
  readonly end?: ComponentChildren
  readonly children?: ComponentChildren
}

export function PageHead({ path, title, end, children }: PageHeadProps): JSX.Element {
  return (
    <div class="page-head">
      {path && (
        <nav aria-label="Path" class="breadcrumb">
          <Link to="/">Fleet</Link>
          {path.map(({ id, name }) => (
            <Link key={id} to={`/supervisors/${id}`}>
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
        void copyText('Id', id)
      }}
    >
      Copy id
    </button>
  )
}
