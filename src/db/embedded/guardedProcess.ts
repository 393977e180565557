import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { type Account, programEnvironment } from './account.ts'

/** A program that ends when this process does. */
export interface GuardedProcess {
  readonly pid: number | undefined
  /** How it ended ('exit code 1', 'signal SIGKILL', or why it did not start); undefined while it runs. */
  readonly ending: string | undefined
  /** Resolves with `ending`; never rejects. */
  readonly ended: Promise<string>
  /** Asks it to end as it would end without us. Resolves when it is gone; idempotent. */
  stop(): Promise<void>
  /** Lets this process end while the program runs (which ends the program). */
  unref(): void
}

export interface GuardedOptions {
  readonly account: Account
  readonly cwd: string
  /** Descriptors of the file that takes its output and of the lock that it keeps as long as it lives. */
  readonly log: number
  readonly lock: number
  readonly ending: keyof typeof ENDINGS
}

/**
 * How a program is ended: the signals are sent in turn, each given its time in tenths of a second. 'shutdown' is
 * PostgreSQL's fast shutdown, made harder if it takes too long; 'kill' is for a program that starts others and leaves
 * nothing worth keeping, and takes its whole process group.
 */
const ENDINGS = {
  shutdown: { signal: 'SIGINT', target: '', steps: 'INT:300 QUIT:50 KILL:50' },
  kill: { signal: 'SIGKILL', target: '-', steps: 'KILL:50' },
} as const

/**
 * The guard is a shell beside the program that reads a pipe which only we hold the other end of. The kernel closes
 * that end with our process, however it dies, and `read` fails. A line on the pipe says that the program is gone.
 *
 * The guard is forked before the program replaces the shell ($$ is the program's pid, and there is no moment without
 * a guard), and twice, because PostgreSQL would take a child that it does not know for a crashed server process. It
 * does not keep the lock (descriptor 3): only the program's own processes do. A program that has ended without its
 * parent can remain as a zombie for as long as init likes, and counts as gone.
 */
const GUARD = `
target=$1 steps=$2; shift 2
gone() {
  kill -0 $$ || return 0
  [ -r /proc/$$/stat ] || return 1
  read -r _ _ state _ </proc/$$/stat
  [ "$state" = Z ]
}
( (
  trap '' HUP INT TERM
  read -r _ <&4 && exit
  for step in $steps; do
    kill -s "\${step%:*}" -- "$target$$" || exit
    tenths=\${step#*:}
    while [ "$tenths" -gt 0 ]; do
      gone && exit
      sleep 0.1
      tenths=$((tenths - 1))
    done
  done
) </dev/null >/dev/null 2>&1 3>&- & )
exec "$@" 4<&-
`

export function startGuarded(command: readonly string[], options: GuardedOptions): GuardedProcess {
  const { account, cwd, log, lock } = options
  const { signal, target, steps } = ENDINGS[options.ending]
  const child = spawn('sh', ['-c', GUARD, 'sh', target, steps, ...account.wrap, ...command], {
    ...account.ids,
    cwd,
    env: programEnvironment(),
    detached: true, // a Ctrl-C in the terminal is ours to answer: requests in flight still need the database
    stdio: ['ignore', log, log, lock, 'pipe'],
  })
  const guard = child.stdio[4]
  if (!(guard instanceof Socket)) throw new TypeError('the fifth descriptor was asked to be a pipe')
  guard.on('error', () => undefined) // the guard may be gone before it is told
  let ending: string | undefined
  const ended = new Promise<string>((resolve) => {
    const end = (how: string): void => {
      ending ??= how
      guard.end('ended\n')
      resolve(ending)
    }
    child.on('error', (error) => {
      end(error.message)
    })
    child.on('exit', (code, killedBy) => {
      end(killedBy === null ? `exit code ${code ?? 'unknown'}` : `signal ${killedBy}`)
    })
  })
  return {
    pid: child.pid,
    get ending() {
      return ending
    },
    ended,
    async stop() {
      child.ref()
      guard.destroy() // the guard insists where the signal alone does not suffice
      if (ending === undefined) child.kill(signal)
      await ended
    },
    unref() {
      child.unref()
      guard.unref()
    },
  }
}
