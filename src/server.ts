// `node dist/src/server.js`: the server without the other commands
import { runServer } from './runServer.ts'

process.setSourceMapsEnabled(true)
process.exitCode = await runServer(process.argv.slice(2))
