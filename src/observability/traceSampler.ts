import { diag } from '@opentelemetry/api'
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node'
import type { RemoteParent } from '../domain/trace.ts'

/** Decides whether the trace of a request is recorded. */
export type TraceSampler = (parent: RemoteParent | null, traceId: string) => boolean

/**
 * Creates the sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` describe. Invalid values are reported, and replaced
 * by the defaults, as OpenTelemetry requires. The decision takes less time than that of the SDK, which needs a span for it.
 */
export function createTraceSampler({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }: NodeJS.ProcessEnv): TraceSampler {
  const name = OTEL_TRACES_SAMPLER?.trim() ?? ''
  const known = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name)
  if (!known && name !== '')
    diag.error(`OTEL_TRACES_SAMPLER is ${name}, which is unknown: parentbased_always_on is used.`)
  const followsParent = !known || known[1] !== undefined
  const root = known?.[2] ?? 'always_on'
  const ratio = root === 'traceidratio' ? parseRatio(OTEL_TRACES_SAMPLER_ARG) : root === 'always_off' ? 0 : 1
  const sampler = new TraceIdRatioBasedSampler(ratio)
  return (parent, traceId) =>
    followsParent && parent
      ? parent.isSampled
      : sampler.shouldSample(undefined, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED
}

function parseRatio(text = ''): number {
  const ratio = text.trim() === '' ? NaN : Number(text)
  if (ratio >= 0 && ratio <= 1) return ratio
  diag.error(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, got "${text}": 1 is used.`)
  return 1
}
