import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

/** The files of one migration. */
export interface MigrationFiles {
  up: string
  down?: string
}

/** A temporary prisma/ directory. */
export interface MigrationProject {
  root: string
  schemaFile: string
  migrationsDir: string
  /** Adds or replaces a migration. */
  write(name: string, files: MigrationFiles): Promise<void>
}

export interface MigrationSupport {
  /** Creates an empty database without any migration. */
  givenEmptyDatabase(): Promise<string>
  givenProject(migrations: Record<string, MigrationFiles>, models?: string): Promise<MigrationProject>
  /** Runs one statement or script in a new session. */
  query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]>
}

/** Databases and directories for tests of migrations. They are deleted after the test file. */
export function withMigrationSupport(): MigrationSupport {
  const databases: string[] = []
  const directories: string[] = []

  const query = async <Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> => {
    const session = new pg.Client({ connectionString: url })
    await session.connect()
    try {
      return (await session.query<Row>(sql)).rows
    } finally {
      await session.end()
    }
  }
  afterAll(async () => {
    for (const name of databases) await query(inject('serverUrl'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })))
  })

  return {
    query,
    async givenEmptyDatabase() {
      const name = `migrations_${randomBytes(8).toString('hex')}`
      await query(inject('serverUrl'), `CREATE DATABASE ${name} TEMPLATE template0`)
      databases.push(name)
      const url = new URL(inject('serverUrl'))
      url.pathname = `/${name}`
      return url.href
    },
    async givenProject(migrations, models = '') {
      const root = await mkdtemp(join(tmpdir(), 'migrations-'))
      directories.push(root)
      const migrationsDir = join(root, 'prisma/migrations')
      const schemaFile = join(root, 'prisma/schema.prisma')
      const write = async (name: string, { up, down }: MigrationFiles): Promise<void> => {
        await mkdir(join(migrationsDir, name), { recursive: true })
        await writeFile(join(migrationsDir, name, 'migration.sql'), up)
        if (down !== undefined) await writeFile(join(migrationsDir, name, 'down.sql'), down)
      }
      await mkdir(migrationsDir, { recursive: true })
      await writeFile(join(migrationsDir, 'migration_lock.toml'), 'provider = "postgresql"\n')
      await writeFile(schemaFile, `datasource db {\n  provider = "postgresql"\n}\n\n${models}`)
      for (const [name, files] of Object.entries(migrations)) await write(name, files)
      return { root, schemaFile, migrationsDir, write }
    },
  }
}

/** Two migrations with objects that Prisma's diff does not see, and the models that they create. */
export const JOBS = {
  models: `
model Job {
  id       Int     @id @default(autoincrement())
  title    String
  state    String  @default("open")
  changes  Int     @default(0)
  priority Int     @default(0)

  @@index([title(ops: raw("gin_trgm_ops"))], type: Gin, map: "jobs_title_trgm_idx")
  @@map("jobs")
}
`,
  migrations: {
    '20260101000000_jobs': {
      up: `
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE jobs (
  id serial CONSTRAINT jobs_pkey PRIMARY KEY,
  title text NOT NULL CONSTRAINT jobs_title_check CHECK (title ~ '\\S' AND title <> ';'),
  state text NOT NULL DEFAULT 'open',
  changes integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX jobs_open_title_key ON jobs (title) WHERE state = 'open';
CREATE INDEX jobs_title_trgm_idx ON jobs USING gin (title gin_trgm_ops);
CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- a ';' in a comment; and one in a string:
  IF NEW.title = 'a;b' THEN RAISE EXCEPTION 'no; never'; END IF;
  NEW.changes := OLD.changes + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER jobs_count_change BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION count_change();`,
      down: 'DROP TABLE jobs; DROP FUNCTION count_change();',
    },
    '20260202000000_priority': {
      up: `
ALTER TABLE jobs ADD COLUMN priority integer NOT NULL DEFAULT 0 CONSTRAINT jobs_priority_check CHECK (priority >= 0);
CREATE INDEX jobs_urgent_idx ON jobs (priority DESC) WHERE priority > 5;
CREATE FUNCTION urgent() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT count(*) FROM jobs WHERE priority > 5);
END $$;`,
      down: `
-- Drops the priorities.
DROP FUNCTION urgent();
ALTER TABLE jobs DROP COLUMN priority;`,
    },
  },
} satisfies { models: string; migrations: Record<string, MigrationFiles> }
