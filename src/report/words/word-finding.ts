import type { Finding, FindingRemedy } from '../../model/diagnosis.ts';
import type { StatedFinding, StatedRemedy } from '../../model/stated-finding.ts';
import { sayAll, sayStatement } from './say-statement.ts';

/** A finding in words. */
export function wordFinding({ summary, chain, remedies, ...finding }: StatedFinding): Finding {
  const { counts, containers, tasks, clients, growth, because, refutedBy, ...head } = finding;
  return {
    ...head,
    summary: sayAll(summary),
    because,
    counts,
    containers,
    tasks,
    clients,
    ...(growth === undefined ? {} : { growth }),
    chain: chain.map(({ link, status, states, evidence }) => ({
      link,
      status,
      says: sayAll(states),
      evidence,
    })),
    remedies: remedies.map(wordRemedy),
    refutedBy,
  };
}

function wordRemedy({ id, says, ...remedy }: StatedRemedy): FindingRemedy {
  return { id, says: typeof says === 'string' ? says : sayStatement(says), ...remedy };
}
