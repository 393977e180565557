import fc from 'fast-check'
import * as changes from './changeCommands.ts'
import type { Model, Run } from './Command.ts'
import * as fleets from './fleetCommands.ts'
import * as spawns from './spawnCommands.ts'

/** All mutations with weights. Creating mutations need higher weights than ending ones, so that the hierarchy grows. */
export const anyCommand: fc.Arbitrary<fc.AsyncCommand<Model, Run>> = fc.oneof(
  { arbitrary: spawns.spawnSupervisor, weight: 9 },
  { arbitrary: spawns.spawnHierarchy, weight: 9 },
  { arbitrary: fleets.applyFleet, weight: 9 },
  { arbitrary: spawns.createTeam, weight: 8 },
  { arbitrary: spawns.addTooManyMembers, weight: 1 },
  { arbitrary: changes.updateSupervisor, weight: 5 },
  { arbitrary: changes.moveSupervisor, weight: 9 },
  { arbitrary: changes.activateSupervisor, weight: 6 },
  { arbitrary: changes.pauseSupervisor, weight: 4 },
  { arbitrary: changes.resumeSupervisor, weight: 4 },
  { arbitrary: changes.failSupervisor, weight: 2 },
  { arbitrary: changes.failChild, weight: 2 },
  { arbitrary: changes.restartSupervisor, weight: 6 },
  { arbitrary: changes.terminateSupervisor, weight: 6 },
  { arbitrary: changes.updateTeam, weight: 4 },
  { arbitrary: changes.deleteTeam, weight: 2 },
  { arbitrary: changes.addTeamMember, weight: 5 },
  { arbitrary: changes.addTeamMembers, weight: 5 },
  { arbitrary: changes.updateTeamMember, weight: 5 },
  { arbitrary: changes.removeTeamMember, weight: 5 },
  { arbitrary: changes.transferTeamMember, weight: 5 },
  { arbitrary: changes.heartbeat, weight: 8 },
  { arbitrary: changes.heartbeats, weight: 4 },
)
