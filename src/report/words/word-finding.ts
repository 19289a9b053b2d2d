import type { Finding, FindingRemedy } from '../../model/diagnosis.ts';
import type { Statement } from '../../model/statement.ts';
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

/** A remedy in words. */
export function wordRemedy({ id, says, notes = [], risk, ...remedy }: StatedRemedy): FindingRemedy {
  return { id, says: [say(says), ...notes.map(sayStatement)].join(' '), risk: say(risk), ...remedy };
}

function say(text: string | Statement): string {
  return typeof text === 'string' ? text : sayStatement(text);
}
