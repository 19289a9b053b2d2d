import {
  LINKS,
  type ChainLink,
  type Counts,
  type Diagnosis,
  type Finding,
  type FindingClient,
} from '../../model/diagnosis.ts';
import type { FindingContainer, FindingTask } from '../../model/diagnosis.ts';

/** A step of the story; `opens` is the finding that is told from this step on, when it is not the leader. */
export interface StoryLink {
  readonly step: ChainLink | undefined;
  readonly opens?: Finding;
}

/** Findings that explain each other, told once: from the leader's symptom down to the root. */
export interface Story {
  readonly leader: Finding;
  /** What explains the leader, nearest first. */
  readonly roots: readonly Finding[];
  readonly chain: readonly StoryLink[];
  readonly counts: Counts;
  readonly containers: readonly FindingContainer[];
  readonly tasks: readonly FindingTask[];
  readonly clients: readonly FindingClient[];
}

/**
 * The findings as stories, in their own order: each finding that explains no other one leads a story, and what explains
 * it is told below it. A root that explains two leaders is told with the first.
 */
export function findStories(diagnosis: Diagnosis): Story[] {
  const byCause = new Map(diagnosis.findings.map((finding) => [finding.cause, finding]));
  const explaining = new Set(
    diagnosis.findings.flatMap(({ cause, because }) => because.filter((other) => other !== cause)),
  );
  const told = new Set<string>();
  const stories: Story[] = [];
  const leaders = diagnosis.findings.filter(({ cause }) => !explaining.has(cause));
  for (const leader of [...leaders, ...diagnosis.findings]) {
    if (told.has(leader.cause)) continue;
    told.add(leader.cause);
    stories.push(tellStory(leader, findRoots(leader, byCause, told)));
  }
  return stories;
}

function findRoots(leader: Finding, byCause: ReadonlyMap<string, Finding>, told: Set<string>): Finding[] {
  const roots: Finding[] = [];
  const next = [...leader.because];
  for (let cause = next.shift(); cause !== undefined; cause = next.shift()) {
    const root = byCause.get(cause);
    if (root === undefined || told.has(cause)) continue;
    told.add(cause);
    roots.push(root);
    next.push(...root.because);
  }
  return roots.sort((a, b) => depth(a) - depth(b));
}

/** What only makes it worse is told before what it all rests on: the root stands at the end. */
function depth(finding: Finding): number {
  return finding.severity === 'info' ? 0 : 1;
}

function tellStory(leader: Finding, roots: readonly Finding[]): Story {
  const chain: StoryLink[] = [];
  const whole = [leader, ...roots];
  for (const finding of whole) {
    const own = tellable(finding, whole);
    own.forEach((step, index) =>
      chain.push(index === 0 && finding !== leader ? { step, opens: finding } : { step }),
    );
    if (own.length === 0 && finding !== leader) chain.push({ step: undefined, opens: finding });
  }
  return {
    leader,
    roots,
    chain,
    counts: leader.counts,
    containers: mergeContainers(whole),
    tasks: whole.flatMap(({ tasks }) => tasks).filter(isFirst(({ pid, tid }) => `${pid}/${tid}`)),
    clients: whole.flatMap(({ clients }) => clients).filter(isFirst(({ pid, comm }) => `${pid}/${comm}`)),
  };
}

/**
 * The steps of one finding that the story needs: a link is told by the first finding that has proven it, and where
 * nobody has, by the first one that has it at all. The symptom of a root is the link before it, and not told again.
 */
function tellable(finding: Finding, whole: readonly Finding[]): ChainLink[] {
  const inOrder = [...finding.chain].sort((a, b) => LINKS.indexOf(a.link) - LINKS.indexOf(b.link));
  return inOrder.filter(({ link }) => {
    const has = (other: Finding): boolean => other.chain.some((step) => step.link === link);
    const proves = (other: Finding): boolean =>
      other.chain.some((step) => step.link === link && step.status === 'proven');
    return finding === (whole.find(proves) ?? whole.find(has));
  });
}

function mergeContainers(findings: readonly Finding[]): FindingContainer[] {
  const byId = new Map<string, FindingContainer>();
  for (const container of findings.flatMap(({ containers }) => containers)) {
    byId.set(container.id, { ...container, ...byId.get(container.id) });
  }
  return [...byId.values()];
}

function isFirst<T>(keyOf: (item: T) => string): (item: T) => boolean {
  const seen = new Set<string>();
  return (item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

/**
 * The stories to tell, and those that are only worth a line: in which nothing is more than information. When there are no
 * others and the host is not healthy, they are told all the same.
 */
export function rankStories(diagnosis: Diagnosis): {
  readonly told: readonly Story[];
  readonly asides: readonly Story[];
} {
  const stories = findStories(diagnosis);
  const told = stories.filter((story) => !isAside(story));
  if (told.length === 0 && !(['healthy', 'unknown'] as readonly string[]).includes(diagnosis.verdict))
    return { told: stories, asides: [] };
  return { told, asides: stories.filter(isAside) };
}

function isAside(story: Story): boolean {
  return [story.leader, ...story.roots].every(({ severity }) => severity === 'info');
}
