import { customerOperations } from './customerOperations.ts'
import { dataIntelligence } from './dataIntelligence.ts'
import { platformEngineering } from './platformEngineering.ts'
import { productDelivery } from './productDelivery.ts'
import { reliability } from './reliability.ts'
import { researchLab } from './researchLab.ts'
import { security } from './security.ts'
import { restart, usd, type DemoSupervisor } from './demoTypes.ts'

/** The demonstration fleet: a software company staffed by agents, during an incident. */
export const missionControl: DemoSupervisor = {
  name: 'mission-control',
  description: 'The root of the fleet: sets the quarterly goals, allocates the budget and handles escalations.',
  age: 412,
  policy: 'standard-7',
  config: {
    model: 'orion-large',
    heartbeat_interval: 300,
    budget: usd(6000),
    restart: restart('one_for_one', 3, 60),
    escalation: { to: 'humans', channel: 'duty-manager' },
  },
  metrics: { budget_used_percent: 61 },
  teams: [
    {
      name: 'chiefs-of-staff',
      objective: 'Decide within an hour whatever the departments cannot decide themselves.',
      members: { LEAD: 'atlas', PLANNER: 'juno', TREASURER: 'ceres', SKEPTIC: 'crow' },
    },
    {
      name: 'ethics-board',
      description: 'Any agent can call a meeting.',
      objective: 'Say no early enough for it to matter.',
      members: { CHAIR: 'themis', ETHICIST: 'dove oak', OBSERVER: 'noether' },
      past: [{ agent: 'janus', role: 'CHAIR', from: 400, to: 210, why: 'end of term' }],
    },
  ],
  children: [
    platformEngineering,
    productDelivery,
    reliability,
    security,
    dataIntelligence,
    customerOperations,
    researchLab,
  ],
}
