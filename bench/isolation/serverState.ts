import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from '../support/serverProcess.ts'

/** Alone; next to hostile clients of another server; next to hostile clients. */
export const phases = ['alone', 'control', 'hostile'] as const
export type Phase = (typeof phases)[number]

export interface ServerState {
  /** Resident memory, in bytes. */
  readonly peakMemory: number
  /** Delays of the event loop in milliseconds: the longest of each second. */
  readonly stalls: readonly number[]
  /** Processors that the process used, on average. */
  readonly cpu: number
}

export interface StateLog {
  /** What is read from now on belongs to this phase; null: it is not recorded. */
  record(phase: Phase | null): Promise<void>
  stateOf(phase: Phase): ServerState
  stop(): void
}

interface Sample {
  readonly memory: number
  readonly stallMs: number
  readonly cpuSeconds: number
  readonly at: number
}

/** Reads the metrics of a server every second. Each reading resets the longest delay of the event loop. */
export function startStateLog({ url }: ServerProcess): StateLog {
  const samples = new Map<Phase, Sample[]>()
  const cpu = new Map<Phase, { seconds: number; ms: number }>()
  let phase: Phase | null = null
  let isStopped = false
  let last: Sample | null = null

  const read = async (): Promise<void> => {
    const text = await (await fetch(new URL('/metrics', url))).text()
    const valueOf = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    const sample = {
      memory: valueOf('process_resident_memory_bytes'),
      stallMs: valueOf('nodejs_eventloop_lag_max_seconds') * 1_000,
      cpuSeconds: valueOf('process_cpu_seconds_total'),
      at: performance.now(),
    }
    if (phase !== null && last !== null) {
      samples.set(phase, [...(samples.get(phase) ?? []), sample])
      const { seconds, ms } = cpu.get(phase) ?? { seconds: 0, ms: 0 }
      cpu.set(phase, { seconds: seconds + sample.cpuSeconds - last.cpuSeconds, ms: ms + sample.at - last.at })
    }
    last = sample
  }
  const keepReading = async (): Promise<void> => {
    while (!isStopped) {
      await sleep(1_000)
      if (phase !== null) await read()
    }
  }
  void keepReading()
  return {
    async record(next) {
      await read()
      phase = next
    },
    stateOf(of) {
      const own = samples.get(of) ?? []
      const { seconds, ms } = cpu.get(of) ?? { seconds: NaN, ms: NaN }
      return {
        peakMemory: Math.max(...own.map(({ memory }) => memory)),
        stalls: own.map(({ stallMs }) => stallMs),
        cpu: (seconds / ms) * 1_000,
      }
    },
    stop() {
      isStopped = true
    },
  }
}
