import { describe, expect, it } from 'vitest'
import { HELP, parseSeedArguments } from '../../prisma/seed/seedArguments.ts'
import { progressLine } from '../../prisma/seed/showProgress.ts'

describe('the seed command', () => {
  it.each([
    [['--supervisor', '5'], /^Unknown option '--supervisor': npm run seed -- \[--supervisors/],
    [['5'], /^Unexpected argument '5': npm run seed/],
    [['--supervisors'], /^Option '--supervisors <value>' argument missing: npm run seed/],
    [['--supervisors', '0'], /^--supervisors: expected a whole number from 1 to 10000000, got "0"$/],
    [['--supervisors', '1e3'], /^--supervisors: expected .*, got "1e3"$/],
    [['--supervisors', '5', '--members', '1001'], /^--members: expected a whole number from 0 to 1000, got "1001"$/],
    [
      ['--supervisors', '10000000', '--teams', '100', '--members', '9'],
      /^expected at most 1000000000 members in total, got 9000000000$/,
    ],
    [['--teams', '3'], /^--teams requires --supervisors <n>/],
    [['--members', '3'], /^--members requires --supervisors <n>/],
  ])('refuses %j with one line', (args, message) => {
    expect(() => parseSeedArguments(args)).toThrow(message)
    expect(() => parseSeedArguments(args)).not.toThrow('\n')
  })

  it('accepts the options that its help describes', () => {
    expect(HELP).toContain('npm run seed -- [--supervisors <n> [--teams <n>] [--members <n>]]')
    expect(parseSeedArguments([])).toEqual({ load: 'demo' })
    expect(parseSeedArguments(['--help', '--supervisors', 'x'])).toEqual({ load: 'help' })
    const size = { supervisors: 100_000, teams: 2, members: 5 }
    expect(parseSeedArguments(['--supervisors', '100000'])).toEqual({ load: 'bulk', size })
    expect(parseSeedArguments(['--supervisors=7', '--teams=0', '--members=1'])).toEqual({
      load: 'bulk',
      size: { supervisors: 7, teams: 0, members: 1 },
    })
  })

  it('shows the rate, the percentage and the remaining time', () => {
    expect(progressLine(34_500, 100_000, 11.5)).toBe('34,500 of 100,000 supervisors, 34 %, 3,000/s, 22 s left')
    expect(progressLine(1000, 100_000, 10)).toBe('1,000 of 100,000 supervisors, 1 %, 100/s, 16 min 30 s left')
    expect(progressLine(5, 5, 2)).toBe('5 of 5 supervisors, 100 %, 3/s, done in 2 s')
  })
})
