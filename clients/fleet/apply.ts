// npm run fleet:apply -- fleet.yaml
import { applyFleet } from './applyFleet.ts'

process.exitCode = await applyFleet(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  coloured: process.stdout.isTTY && process.stdout.hasColors(),
})
