import { generate } from '@graphql-codegen/cli'
import { fileURLToPath } from 'node:url'

/** The manifest that the preset `client` of GraphQL Code Generator writes for documents: their texts by their ids. */
export async function generateManifest(documents: readonly string[]): Promise<Record<string, string>> {
  const files = (await generate(
    {
      schema: fileURLToPath(new URL('../../../schema.graphql', import.meta.url)),
      documents: [...documents],
      silent: true,
      generates: {
        'generated/': {
          preset: 'client',
          config: { documentMode: 'string' },
          presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' }, fragmentMasking: false },
        },
      },
    },
    false,
  )) as { filename: string; content: string }[]
  const manifest = files.find(({ filename }) => filename.endsWith('persisted-documents.json'))
  if (!manifest) throw new Error(`expected a manifest, got ${files.map(({ filename }) => filename).join()}`)
  return JSON.parse(manifest.content) as Record<string, string>
}
