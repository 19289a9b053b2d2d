import type { Diagnosis } from '../model/diagnosis.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';

/** How a command ends that shows a diagnosis: findings before what was not seen. */
export function statusOf({ verdict, findings }: Pick<Diagnosis, 'verdict' | 'findings'>): ExitStatus {
  if (findings.some(({ severity }) => severity !== 'info')) return EXIT.findings;
  return verdict === 'unknown' ? EXIT.unknown : EXIT.nothing;
}
