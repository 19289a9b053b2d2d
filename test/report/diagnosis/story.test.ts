import { describe, expect, it } from 'vitest';
import type { Diagnosis, Finding } from '../../../src/model/diagnosis.ts';
import { listRemedies } from '../../../src/report/diagnosis/remedy-list.ts';
import { findStories, rankStories } from '../../../src/report/diagnosis/story.ts';
import { killWait } from '../fixtures/kill-wait.ts';

const finding = (cause: string, because: readonly string[] = []): Finding => ({
  cause,
  title: cause,
  severity: 'warning',
  confidence: 'likely',
  summary: cause,
  because,
  counts: {},
  containers: [],
  tasks: [],
  clients: [],
  chain: [],
  remedies: [],
  refutedBy: [],
});

const diagnosis = (...findings: Finding[]): Diagnosis => ({ ...killWait, findings });

describe('stories', () => {
  it('lead with what nothing else rests on, and end in the root', () => {
    const [story, ...more] = findStories(killWait);
    expect(more).toEqual([]);
    expect(story?.leader.cause).toBe('dockerd-kill-unbounded-wait');
    expect(story?.roots.at(-1)?.cause).toBe('container-cannot-die');
    expect(story?.chain.at(-1)?.step?.link).toBe('backend');
  });

  it('show every finding once, even when findings explain each other in a circle', () => {
    const stories = findStories(diagnosis(finding('a', ['b']), finding('b', ['a']), finding('c', ['c'])));
    expect(
      stories.flatMap(({ leader, roots }) => [leader, ...roots].map(({ cause }) => cause)).sort(),
    ).toEqual(['a', 'b', 'c']);
  });

  it('tell a root that explains two leaders with the first of them', () => {
    const stories = findStories(diagnosis(finding('a', ['root']), finding('b', ['root']), finding('root')));
    expect(stories.map(({ leader, roots }) => [leader.cause, ...roots.map(({ cause }) => cause)])).toEqual([
      ['a', 'root'],
      ['b'],
    ]);
  });

  it('ignore explanations that were not found', () => {
    expect(findStories(diagnosis(finding('a', ['nowhere']))).map(({ roots }) => roots)).toEqual([[]]);
  });
});

describe('asides', () => {
  const info: Finding = { ...finding('info'), severity: 'info' };

  it('are stories in which nothing is more than information', () => {
    const { told, asides } = rankStories(diagnosis(finding('a'), info));
    expect([told, asides].map((stories) => stories.map(({ leader }) => leader.cause))).toEqual([
      ['a'],
      ['info'],
    ]);
    expect(rankStories({ ...diagnosis(info), verdict: 'healthy' }).told).toEqual([]);
  });

  it('are told in full when the host is not healthy and nothing else says why', () => {
    expect(rankStories({ ...diagnosis(info), verdict: 'degraded' }).told).toHaveLength(1);
  });
});

describe('remedies', () => {
  it('are listed once each, what is automatic first, then by what is lost; release leads', () => {
    expect(listRemedies([...killWait.findings, ...killWait.findings]).map(({ id }) => id)).toEqual([
      'release',
      'thaw-filesystem',
      'abort-fuse-connection',
      'upgrade-dockerd',
      'reboot',
    ]);
  });
});
