/** The verdict in one line for people: the root, how much it holds, and what was not seen. */
import type { Cause } from '../../model/cause.ts';
import type { Coverage } from '../../model/coverage.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { Finding, Verdict } from '../../model/diagnosis.ts';
import { describeUnseen } from '../diagnosis/coverage-lines.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';

/** So much is named; the coverage table has all. */
const MOST_NAMED = 3;

/** Writes the headline of ranked findings. */
export function writeHeadline(
  verdict: Verdict,
  findings: readonly Finding[],
  causes: readonly Cause[],
  daemons: readonly Daemon[],
  coverage: Coverage,
): string {
  const unseen = describeUnseen(coverage.rows, MOST_NAMED);
  if (verdict === 'unknown')
    return unseen === ''
      ? 'not enough was seen'
      : `not enough was seen to call this host healthy; not seen: ${unseen}`;
  const watched = daemons
    .filter(({ name }) => name !== 'kubelet')
    .map(({ name, version }) => [name, version].filter(Boolean).join(' '));
  const [first] = findings;
  if (verdict === 'healthy' || first === undefined)
    return watched.length === 0
      ? 'no container daemon was found'
      : `nothing wrong was found with ${listed([...new Set(watched)])}`;
  const told = describeFirst(verdict, first, findings, causes, daemons);
  return coverage.complete ? told : `${told} (not seen: ${unseen})`;
}

function describeFirst(
  verdict: Verdict,
  first: Finding,
  findings: readonly Finding[],
  causes: readonly Cause[],
  daemons: readonly Daemon[],
): string {
  const causeOf = (finding: Finding | undefined): Cause | undefined =>
    causes.find(({ id }) => id === finding?.cause);
  const cause = causeOf(first);
  const main = daemons.find(({ name }) => name === 'dockerd') ?? daemons[0];
  const who = [main?.name ?? 'the daemon', main?.version].filter(Boolean).join(' ');
  if (cause?.headline === 'clients' && first.confidence !== 'possible')
    return `${listed(first.clients.map(({ comm, pid }) => `${comm} (PID ${pid})`))} ${first.clients.length === 1 ? 'holds' : 'hold'} ${counted(first.counts.sockets ?? 0, 'connection')} to ${who}`;
  if (cause?.headline === 'containers') return `${listed(first.containers.map(nameOf), 3)} cannot be killed`;
  const stops = first.counts.sockets;
  if (verdict !== 'leak' || cause?.occurrence !== 'stop' || cause.kind !== 'leak' || stops === undefined)
    return first.summary.replace(/\.$/, '');
  const root = findings.find((finding) => first.because.includes(finding.cause));
  const containers = root?.containers ?? first.containers;
  const on =
    containers.length === 0
      ? ''
      : ` on ${counted(containers.length, causeOf(root)?.explainsContainers === true ? 'unkillable container' : 'container')}`;
  return `${counted(stops, 'stop request')} to ${who} ${stops === 1 ? 'is' : 'are'} blocked with no timeout${on}`;
}
