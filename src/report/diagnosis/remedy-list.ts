import {
  REMEDY_EFFECTS,
  REMEDY_LOSSES,
  type CommandPlace,
  type Finding,
  type FindingRemedy,
} from '../../model/diagnosis.ts';
import { counted } from '../../wording/phrases.ts';

/**
 * What can be done about all findings, each thing once: first what deadwait does itself, then by what is lost, then by effect. One
 * command stands once, with the risk of the finding in which it loses most.
 */
export function listRemedies(findings: readonly Finding[]): FindingRemedy[] {
  const distinct = new Map<string, FindingRemedy>();
  for (const remedy of findings.flatMap(({ remedies }) => remedies)) {
    const key = remedy.command ?? JSON.stringify([remedy.id, remedy.says]);
    const known = distinct.get(key);
    if (known === undefined || lossOf(known) < lossOf(remedy)) distinct.set(key, remedy);
  }
  const all = [...distinct.values()].sort(
    (a, b) =>
      Number(b.automatic) - Number(a.automatic) ||
      lossOf(a) - lossOf(b) ||
      REMEDY_EFFECTS.indexOf(a.effect) - REMEDY_EFFECTS.indexOf(b.effect),
  );
  const automatic = all.filter((remedy) => remedy.automatic).length;
  return automatic === 0 ? all : [releaseRemedy(automatic), ...all];
}

function lossOf({ loses }: FindingRemedy): number {
  return REMEDY_LOSSES.indexOf(loses);
}

function releaseRemedy(automatic: number): FindingRemedy {
  return {
    id: 'release',
    says: `Let deadwait do ${automatic === 1 ? 'the step' : `the ${counted(automatic, 'step')}`} marked [automatic]: it looks again, shows its plan with everything that uses the target, and acts only when it is called with --confirm and the digest of that plan.`,
    risk: 'None until it is confirmed.',
    automatic: false,
    loses: 'nothing',
    effect: 'frees',
    command: 'deadwait release',
    where: 'node',
  };
}

const PLACES: Readonly<Record<CommandPlace, string>> = {
  node: 'on this node, as root',
  kubectl: 'where kubectl has access to the cluster',
};

/** `on this node, as root; waits for dockerd to stop and to start again`; undefined without a command. */
export function describePlace({
  where,
  waitsFor,
}: Pick<FindingRemedy, 'where' | 'waitsFor'>): string | undefined {
  if (where === undefined) return undefined;
  return waitsFor === undefined ? PLACES[where] : `${PLACES[where]}; waits for ${waitsFor}`;
}
