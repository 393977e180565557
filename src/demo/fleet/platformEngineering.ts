import { restart, usd, type DemoSupervisor } from './demoTypes.ts'
import { buildAndRelease } from './platformEngineering/buildAndRelease.ts'
import { cloudInfrastructure } from './platformEngineering/cloudInfrastructure.ts'
import { developerExperience } from './platformEngineering/developerExperience.ts'

/** Agents of this department are named after minerals. */
export const platformEngineering: DemoSupervisor = {
  name: 'platform-engineering',
  description: 'Owns what the other departments build on: pipelines, clusters and tools.',
  age: 410,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(900), restart: restart('one_for_one', 3, 60) },
  teams: [
    {
      name: 'platform-staff',
      objective: 'Keep every roadmap realistic, and publish the delays each Friday.',
      members: { LEAD: 'obsidian', PLANNER: 'quartz', SCRIBE: 'mica' },
    },
  ],
  children: [buildAndRelease, developerExperience, cloudInfrastructure],
}
