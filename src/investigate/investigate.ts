/** The whole investigation: read the host, look for every cause, state what explains what, cross-check the figures. */
import { loadCauses } from '../knowledge/load-causes.ts';
import { describeLocks } from '../causes/detect/detect-locks.ts';
import { detectCause } from '../causes/detect/detect-cause.ts';
import { detectors } from '../causes/detect/detectors/index.ts';
import { seeCauses, type Seen } from '../causes/detect/see-causes.ts';
import { readFacts, type Facts } from '../causes/facts/facts.ts';
import { markUnverified } from '../causes/finding/mark-unverified.ts';
import { LOCK_PROBES } from '../causes/locks/lock-address.ts';
import { goroutineTotal } from '../causes/facts/profile.ts';
import {
  enterStuckOperations,
  findOperationStuck,
  OPERATION_STUCK,
} from '../causes/unexplained/operation-stuck.ts';
import { reckon } from '../causes/unexplained/reckoning.ts';
import { findUnknownGrowth, UNKNOWN_GROWTH } from '../causes/unexplained/unknown-growth.ts';
import type { Host } from '../host/host.ts';
import type { Cause } from '../model/cause.ts';
import type { Daemon } from '../model/daemon.ts';
import type { UnprovenApi } from '../model/daemon-identity.ts';
import type { Diagnosis, DaemonSummary, Finding } from '../model/diagnosis.ts';
import type { StatedFinding } from '../model/stated-finding.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ArgumentProbe } from '../parse/go/goroutine-grouping.ts';
import { compileFunctionPattern } from '../parse/go/function-name.ts';
import { balanceBooks } from './books.ts';
import { findCoverage } from './coverage.ts';
import { explainFindings } from './explain.ts';
import { writeHeadline } from '../report/words/headline.ts';
import { markUnproven, unprovenBelow } from './mark-unproven.ts';
import { sayUnproven } from '../report/words/origin.ts';
import { wordBook } from '../report/words/books.ts';
import { wordFinding } from '../report/words/word-finding.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { findVerdict, rankFindings } from './verdict.ts';

export interface InvestigateOptions {
  /** Above so many goroutines a live daemon is not asked for its full dump. Default 50 000. */
  readonly fullDumpLimit?: number;
  /** Folders of a user's own knowledge files. */
  readonly knowledgeFolders?: readonly string[];
  readonly onProgress?: (says: string) => void;
}

/** A diagnosis, and what it was concluded from. */
export interface Examination {
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
  /** Every cause that was looked for. */
  readonly causes: readonly Cause[];
}

/** Diagnoses a host. Rejects only for knowledge files that cannot be read (KnowledgeError); what the host hides is a gap. */
export async function investigate(host: Host, options: InvestigateOptions = {}): Promise<Diagnosis> {
  return (await examine(host, options)).diagnosis;
}

/** As `investigate`, with the snapshot and the causes. */
export async function examine(host: Host, options: InvestigateOptions = {}): Promise<Examination> {
  const causes = await loadCauses(options.knowledgeFolders ?? []);
  const snapshot = await takeSnapshot(host, {
    ...(options.fullDumpLimit === undefined ? {} : { fullDumpLimit: options.fullDumpLimit }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    argumentProbes: findProbes(causes),
  });
  return { snapshot, diagnosis: conclude(snapshot, causes), causes };
}

/** Concludes from a snapshot alone; pure: the same snapshot gives the same diagnosis. */
export function conclude(snapshot: Snapshot, causes: readonly Cause[]): Diagnosis {
  const withTotals: Snapshot = {
    ...snapshot,
    daemons: withProfiled(snapshot).map((daemon, index, all) =>
      all.findIndex(({ name }) => name === daemon.name) === index
        ? countGoroutines(snapshot, daemon)
        : daemon,
    ),
  };
  const facts = readFacts(withTotals);
  const seen = seeCauses(facts, causes);
  const findings = findAll(facts, causes, seen);
  const stuck = enterStuckOperations(
    facts,
    seen.ledgers,
    seen.locked.map(({ graph }) => graph),
  );
  const slow = causes.find(({ id }) => id === OPERATION_STUCK);
  const operations = slow && findOperationStuck(facts, slow, stuck, findings);
  if (operations !== undefined) findings.push(operations);
  const ledgers = stuck.map(({ ledger }) => ledger);
  const reckonings = reckon(facts, causes, findings, ledgers);
  const unknown = causes.find(({ id }) => id === UNKNOWN_GROWTH);
  const growth = unknown && findUnknownGrowth(facts, unknown, reckonings);
  if (growth !== undefined) findings.push(growth);
  const unproven = snapshot.unproven ?? [];
  const marked = markUnproven(markUnverified(findings, causes), unproven);
  const explained = rankFindings(explainFindings(marked.map(wordFinding), causes), causes);
  const coverage = findCoverage(snapshot);
  const verdict = findVerdict(explained, causes, coverage.complete);
  const { host } = snapshot;
  return {
    schema: 'deadwait/diagnosis/v1',
    verdict,
    headline: `${writeHeadline(verdict, explained, causes, withTotals.daemons, coverage)}${whose(explained, unproven)}`,
    complete: coverage.complete,
    coverage: coverage.rows,
    host: {
      ...(host.hostname === undefined ? {} : { hostname: host.hostname }),
      ...(host.kernel === undefined ? {} : { kernel: host.kernel }),
      ...(host.capturedAt === undefined ? {} : { capturedAt: host.capturedAt }),
      ...(host.fileHandles === undefined
        ? {}
        : { fd: { allocated: host.fileHandles.allocated, max: host.fileHandles.max } }),
    },
    daemons: withTotals.daemons.map(summariseDaemon),
    findings: explained,
    books: balanceBooks(facts, causes, explained, reckonings, ledgers).map(wordBook),
    ...ignoredOf(snapshot),
    gaps: snapshot.gaps,
  };
}

/** The findings of all causes but unknown growth, in the order in which causes are looked for. */
function findAll(facts: Facts, causes: readonly Cause[], seen: Seen): StatedFinding[] {
  const locked = describeLocks(facts, seen.locked, seen.ledgers);
  const byLocks = new Set(seen.locked.flatMap(({ found }) => found.map(({ cause }) => cause.id)));
  const findings = [
    ...causes.flatMap((cause) => (byLocks.has(cause.id) ? [] : (detectCause(facts, cause, seen) ?? []))),
    ...locked,
  ];
  for (const detector of [...detectors].sort((a, b) => a.order - b.order)) {
    const cause = causes.find((one) => one.id === detector.cause);
    const finding = cause && detector.detect(facts, cause, findings, seen.ledgers);
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** The arguments that signatures and locks ask for: which container, which value a condition needs, which lock. */
export function findProbes(causes: readonly Cause[]): readonly ArgumentProbe[] {
  const wanted = causes.flatMap(({ groups, locks = [] }) => [
    ...groups.flatMap(({ container = [], where = [] }) => [...container, ...where]),
    ...locks.flatMap(({ container = [] }) => container),
  ]);
  const probes = new Map<string, ArgumentProbe>();
  for (const { function: pattern, index } of wanted)
    probes.set(`${pattern} ${index}`, { function: compileFunctionPattern(pattern), index });
  return [...probes.values(), ...LOCK_PROBES];
}

/** With the programs of which nothing is known but a profile. */
function withProfiled({ daemons, goroutines, heaps }: Snapshot): readonly Daemon[] {
  const known = new Set(daemons.map(({ name }) => name));
  const profiled = new Set([...goroutines, ...heaps].map(({ daemon }) => daemon));
  return [...daemons, ...[...profiled].filter((name) => !known.has(name)).map((name) => ({ name }))];
}

/** For the headline: that what it tells is of an API that may be anybody's. */
function whose([first]: readonly Finding[], unproven: readonly UnprovenApi[]): string {
  const api = first === undefined ? unproven[0] : unprovenBelow(first, unproven);
  return api === undefined ? '' : ` (of ${sayUnproven(api)})`;
}

/** The profile's own total is exact; `docker info` is asked at another moment. */
function countGoroutines(snapshot: Snapshot, daemon: Daemon): Daemon {
  const total = goroutineTotal(snapshot, daemon.name);
  if (total === undefined) return daemon;
  const profile = snapshot.goroutines.find(
    (one) => one.daemon === daemon.name && one.declaredTotal !== undefined,
  );
  return {
    ...daemon,
    goroutineCount: total,
    ...(profile === undefined
      ? {}
      : { goroutineEvidence: { file: profile.file, line: 1, quote: `goroutine profile: total ${total}` } }),
  };
}

function ignoredOf({ ignored }: Snapshot): Pick<Diagnosis, 'ignored' | 'ignoredCount'> {
  if (ignored === undefined || ignored.ignored.length === 0) return {};
  const { ignored: listed, ignoredCount } = ignored;
  return { ignored: listed, ...(ignoredCount > listed.length ? { ignoredCount } : {}) };
}

function summariseDaemon(daemon: Daemon): DaemonSummary {
  return {
    name: daemon.name,
    ...(daemon.version === undefined ? {} : { version: daemon.version }),
    ...(daemon.pid === undefined ? {} : { pid: daemon.pid }),
    ...(daemon.descriptors === undefined ? {} : { fds: daemon.descriptors.total }),
    ...(daemon.descriptorLimit === undefined ? {} : { fdLimit: daemon.descriptorLimit }),
    ...(daemon.rssBytes === undefined ? {} : { rssBytes: daemon.rssBytes }),
    ...(daemon.goroutineCount === undefined ? {} : { goroutines: daemon.goroutineCount }),
    ...(daemon.identity === undefined ? {} : { identity: daemon.identity }),
  };
}
