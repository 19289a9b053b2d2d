import { startCriRig } from '../rig/cri/cri-rig.ts';
import type { Lab } from '../rig/lab.ts';
import { findMissing } from '../rig/requirements.ts';
import { startRig } from '../rig/rig.ts';
import { startHealthy, startHealthyPods } from './healthy.ts';
import type { AnyScenario } from './scenario.ts';

/** A scenario that this machine cannot run: what is missing, a sentence each. */
export class MissingNeeds extends Error {
  constructor(missing: readonly string[]) {
    super(missing.join('; '));
    this.name = 'MissingNeeds';
  }
}

/** The rig that a scenario needs, with the containers of a healthy host; the incident is still to come. */
export interface Stage {
  readonly lab: Lab;
  readonly provoke: (count?: number) => Promise<void>;
}

/** Starts a rig and provokes the incident on it; takes everything back when that fails. */
export async function runScenario(
  scenario: AnyScenario,
  folder: string,
  dockerd?: string,
  count?: number,
): Promise<Lab> {
  const missing = findMissing(scenario.needs, dockerd);
  if (missing.length > 0) throw new MissingNeeds(missing);
  const { lab, provoke } = await setStage(scenario, folder, dockerd);
  try {
    lab.state.scenario = scenario.id;
    await provoke(count);
    return lab;
  } catch (error) {
    await lab.down();
    throw error;
  }
}

/** Starts the rig that a scenario needs, and healthy containers on it; takes everything back when that fails. */
export async function setStage(scenario: AnyScenario, folder: string, dockerd?: string): Promise<Stage> {
  if ('runtime' in scenario) {
    const rig = await startCriRig(folder);
    await healthyOrNothing(rig, startHealthyPods(rig));
    return { lab: rig, provoke: (count) => scenario.provoke(rig, count) };
  }
  const { between } = scenario;
  const rig = await startRig({
    folder,
    ...(dockerd === undefined ? {} : { dockerd }),
    ...(between === undefined ? {} : { between }),
  });
  await healthyOrNothing(rig, startHealthy(rig));
  return { lab: rig, provoke: (count) => scenario.provoke(rig, count) };
}

async function healthyOrNothing(lab: Lab, started: Promise<void>): Promise<void> {
  try {
    await started;
  } catch (error) {
    await lab.down();
    throw error;
  }
}
