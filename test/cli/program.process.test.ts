import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { commands } from '../../cli/commands.ts'
import { observe, programMain, type Exit } from '../support/process/serverProcess.ts'

const run = (...args: string[]): Promise<Exit> => observe(spawn(process.execPath, [programMain, ...args])).exited

test('--help lists all commands', async () => {
  const { code, stdout, stderr } = await run('--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const [name, { about }] of Object.entries(commands))
    expect(stdout).toMatch(new RegExp(`^  ${name} +${about}$`, 'm'))
})

test.each(Object.keys(commands))('%s --help shows the usage and the exit codes', async (name) => {
  const { code, stdout, stderr } = await run(name, '--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^Usage: npm /)
  expect(stdout).toMatch(/^Exit codes: 0 /m)
})

test.each([[[]], [['start']], [['toString']]])('the arguments %j are refused with the usage', async (args) => {
  const { code, stdout, stderr } = await run(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`Expected a command, got ${args[0] ? JSON.stringify(args[0]) : 'none'}.\n\nUsage: `)
})
