import { isSecret } from '../../../src/domain/token.ts'

const apiTokens = /shtk_[0-9A-Za-z]{49}/g
/** A signed JSON Web Token: header, payload and signature. */
const webTokens = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g

/**
 * Finds secrets of API tokens, with a correct checksum, and JSON Web Tokens in a text, so that no list of all secrets that the
 * tests create is needed. Returns their beginnings.
 * @param others further secrets that the text must not contain
 */
export function findSecrets(text: string, others: readonly string[] = []): string[] {
  const found = [...text.matchAll(apiTokens), ...text.matchAll(webTokens)].map(([secret]) => secret)
  return [
    ...found.filter((secret) => secret.startsWith('eyJ') || isSecret(secret)),
    ...others.filter((secret) => text.includes(secret)),
  ].map((secret) => `${secret.slice(0, 12)}…`)
}
