import { findMissing } from '../rig/requirements.ts';
import { startRig, type Rig } from '../rig/rig.ts';
import { startHealthy } from './healthy.ts';
import type { Scenario } from './scenario.ts';

/** A scenario that this machine cannot run: what is missing, a sentence each. */
export class MissingNeeds extends Error {
  constructor(missing: readonly string[]) {
    super(missing.join('; '));
    this.name = 'MissingNeeds';
  }
}

/** Starts a rig and provokes the incident on it; takes everything back when that fails. */
export async function runScenario(scenario: Scenario, folder: string, dockerd?: string): Promise<Rig> {
  const missing = findMissing(scenario.needs, dockerd);
  if (missing.length > 0) throw new MissingNeeds(missing);
  const rig = await startRig({ folder, ...(dockerd === undefined ? {} : { dockerd }) });
  try {
    rig.state.scenario = scenario.id;
    await startHealthy(rig);
    await scenario.provoke(rig);
    return rig;
  } catch (error) {
    await rig.down();
    throw error;
  }
}
