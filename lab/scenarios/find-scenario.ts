import { LabFault } from '../commands/command.ts';
import { scenarios } from './index.ts';
import type { AnyScenario } from './scenario.ts';

/** The scenario of this name; LabFault with the names that there are. */
export function findScenario(name: string | undefined): AnyScenario {
  const scenario = scenarios.find(({ id }) => id === name);
  if (scenario !== undefined) return scenario;
  throw new LabFault(
    `there is no scenario ${name ?? ''}: there are ${scenarios.map(({ id }) => id).join(', ')}`,
  );
}
