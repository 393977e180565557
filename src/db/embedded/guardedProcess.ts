import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { type Account, programEnvironment } from './account.ts'

/** A program that ends with this process. */
export interface GuardedProcess {
  readonly pid: number | undefined
  /** How the program ended ('exit code 1', 'signal SIGKILL', or why it did not start); undefined while it runs. */
  readonly ending: string | undefined
  /** Resolves with `ending`; never rejects. */
  readonly ended: Promise<string>
  /** Ends the program in the same way as the end of this process would. Resolves when it has ended. Idempotent. */
  stop(): Promise<void>
  /** Lets this process end while the program runs; its end then ends the program. */
  unref(): void
}

export interface GuardedOptions {
  readonly account: Account
  readonly cwd: string
  /** File descriptors: of the file for the program's output, and of the lock that it holds while it runs. */
  readonly log: number
  readonly lock: number
  readonly ending: keyof typeof ENDINGS
}

/**
 * How to end a program: the signals to send in order, each with its timeout in tenths of a second.
 *
 * - `shutdown`: PostgreSQL's fast shutdown, followed by harder signals if it takes too long.
 * - `kill`: kills the whole process group. For a program that starts others and has no state worth keeping.
 */
const ENDINGS = {
  shutdown: { signal: 'SIGINT', target: '', steps: 'INT:300 QUIT:50 KILL:50' },
  kill: { signal: 'SIGKILL', target: '-', steps: 'KILL:50' },
} as const

/**
 * The guard: a shell that runs alongside the program and reads from a pipe (descriptor 4). Only this process holds the other end.
 *
 * - If this process ends, however it ends, the kernel closes its end. `read` then fails, and the guard ends the program.
 * - If the program ends first, this process writes a line to the pipe, and the guard exits.
 *
 * The guard is forked before the program replaces the shell, so that the program never runs without a guard; $$ is the
 * program's pid. It is forked twice, because PostgreSQL takes an unknown child for a crashed server process. It closes the
 * lock (descriptor 3), which only the program's own processes hold. A program that ended after its parent can remain as a
 * zombie; `gone` counts it as ended.
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
    detached: true, // Ctrl-C in the terminal must not reach the program: in-flight requests still need the database
    stdio: ['ignore', log, log, lock, 'pipe'],
  })
  const guard = child.stdio[4]
  if (!(guard instanceof Socket)) throw new TypeError('expected descriptor 4 to be a pipe')
  guard.on('error', () => undefined) // the guard may have exited before the write
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
      guard.destroy() // the guard sends harder signals if the first one does not suffice
      if (ending === undefined) child.kill(signal)
      await ended
    },
    unref() {
      child.unref()
      guard.unref()
    },
  }
}
