import { readdirSync, readFileSync } from 'node:fs'

/** A running process of a supervisor: the leader of a group that a process manager has started. */
export interface ManagedProcess {
  readonly pid: number
  readonly supervisorId: string
  readonly incarnation: number
}

/** The running processes that managers with this directory have started. */
export function processesOf(directory: string): ManagedProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name)) return []
      // after the name in brackets: state, parent, process group
      const [state, , group] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      if (state === 'Z' || group !== name) return []
      const environment = Object.fromEntries(
        readFileSync(`/proc/${name}/environ`, 'utf8')
          .split('\0')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
      )
      const { PROCESS_MANAGER, SUPERVISOR_ID, INCARNATION } = environment
      if (PROCESS_MANAGER !== directory || SUPERVISOR_ID === undefined) return []
      return [{ pid: Number(name), supervisorId: SUPERVISOR_ID, incarnation: Number(INCARNATION) }]
    } catch {
      return [] // ended meanwhile
    }
  })
}
