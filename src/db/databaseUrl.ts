import { resolve } from 'node:path'
import pg from 'pg'

/** What a connection string must be, for messages. */
const expected = 'postgresql://user:password@host:port/database'

/**
 * What the server and the commands accept as the connection string of their database; null if they accept the given one. The text
 * does not contain the connection string, which may have a password.
 */
export function findUrlProblem(given: string): string | null {
  const isUrl = URL.canParse(given) && /^postgres(ql)?:$/.test(new URL(given).protocol)
  if (!isUrl || !isDecodable(given)) {
    return hasUnencodedCharacter(given)
      ? `${expected}, with percent-encoding in the user and the password: %25 for %, %2F for /, %3F for ?, %23 for #`
      : expected
  }
  const schema = new URL(given).searchParams.get('schema') ?? 'public'
  return schema === 'public' ? null : 'no `schema` parameter other than public'
}

/** Whether the login contains a character that ends it, or that begins no percent-encoding. */
function hasUnencodedCharacter(given: string): boolean {
  const [, login = ''] = /^postgres(?:ql)?:\/\/(.*)@/s.exec(given) ?? []
  return /[/?#[\]]|%(?![\da-f]{2})/i.test(login)
}

function isDecodable(given: string): boolean {
  const { username, password, pathname } = new URL(given)
  try {
    decodeURIComponent(`${username}${password}${pathname}`)
    return true
  } catch {
    return false
  }
}

/** The host, port, database and user of a connection string. The driver fills in what it leaves out. */
export function partsOf(url: string): Pick<pg.Client, 'host' | 'port' | 'database' | 'user'> {
  const bare = new URL(url)
  bare.search = '' // the driver would read the files of certificates
  return new pg.Client({ connectionString: bare.href })
}

/**
 * Names a database for its operator, without the password.
 * @param dataDir the directory of the embedded PostgreSQL, if the database is in it
 */
export function describeDatabase(url: string, dataDir?: string): string {
  const { host, port, database = '', user = '' } = partsOf(url)
  const place =
    dataDir === undefined ? `on ${host}:${port}, user ${user}` : `in the embedded PostgreSQL of ${resolve(dataDir)}`
  return `database ${database} ${place}`
}
