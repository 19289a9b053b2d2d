import type { Cause } from '../../model/cause.ts';
import type { Finding } from '../../model/diagnosis.ts';
import { defined } from '../../model/defined.ts';

/** What is said of a cause; everything that is not given is empty or unknown. */
export type FindingParts = Pick<Finding, 'severity' | 'confidence' | 'summary' | 'chain' | 'remedies'> &
  Partial<Pick<Finding, 'because' | 'containers' | 'tasks' | 'clients'>> & {
    readonly counts?: { readonly [K in keyof Finding['counts']]?: number | undefined };
    readonly growth?: Finding['growth'] | undefined;
  };

/** The finding that a cause is there. */
export function buildFinding(cause: Cause, parts: FindingParts): Finding {
  const { severity, confidence, summary, because, counts, containers, tasks, clients, growth } = parts;
  return {
    cause: cause.id,
    title: cause.title,
    severity,
    confidence,
    summary,
    because: because ?? [],
    counts: defined(counts ?? {}),
    containers: containers ?? [],
    tasks: tasks ?? [],
    clients: clients ?? [],
    ...(growth === undefined ? {} : { growth }),
    chain: parts.chain,
    remedies: parts.remedies,
    refutedBy: cause.refutes,
  };
}
