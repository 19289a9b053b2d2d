import type { Cause } from '../../model/cause.ts';
import type { StatedFinding } from '../../model/stated-finding.ts';
import type { Statement } from '../../model/statement.ts';
import { defined } from '../../model/defined.ts';

/** What is stated of a cause; everything that is not given is empty or unknown. */
export type FindingParts = Pick<StatedFinding, 'severity' | 'confidence' | 'chain' | 'remedies'> &
  Partial<Pick<StatedFinding, 'because' | 'containers' | 'tasks' | 'clients'>> & {
    readonly summary: Statement | readonly Statement[];
    readonly counts?: { readonly [K in keyof StatedFinding['counts']]?: number | undefined };
    readonly growth?: StatedFinding['growth'] | undefined;
  };

/** The finding that a cause is there. */
export function buildFinding(cause: Cause, parts: FindingParts): StatedFinding {
  const { severity, confidence, summary, because, counts, containers, tasks, clients, growth } = parts;
  return {
    cause: cause.id,
    title: cause.title,
    severity,
    confidence,
    summary: [summary].flat(),
    because: because ?? [],
    counts: defined(counts ?? {}),
    containers: containers ?? [],
    tasks: tasks ?? [],
    clients: clients ?? [],
    ...defined({ growth }),
    chain: parts.chain,
    remedies: parts.remedies,
    refutedBy: cause.refutes,
  };
}
