import type { FastifyInstance, FastifyPluginCallback, FastifyPluginOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

/**
 * A plugin whose hooks apply to the whole server. `fastify-plugin` takes the name of an unnamed plugin from a stack trace. For that trace,
 * Node.js would parse the source maps at each start, which takes a quarter of the processor time of the start.
 */
export function plugin<Options extends FastifyPluginOptions>(
  name: string,
  register: (app: FastifyInstance, options: Options, done: () => void) => void | Promise<void>,
): FastifyPluginCallback<Options> {
  // a plugin calls `done` or returns a promise, which the types of Fastify do not express
  // oxlint-disable-next-line typescript/no-misused-promises
  return fastifyPlugin(register, { name })
}
