import { describe, expect, it } from 'vitest';
import { logs } from '../../src/collect/logs.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import type { Gap } from '../../src/model/gap.ts';
import type { LogFile } from '../../src/model/log.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/model/snapshot.ts';

const OPTIONS = { fullDumpLimit: 0, argumentProbes: [] };

async function collect(
  path: string,
  before: Partial<Snapshot> = {},
): Promise<{ logs: readonly LogFile[]; gaps: readonly Gap[] }> {
  const host = await openRecordedHost(new URL(`../../${path}`, import.meta.url).pathname);
  try {
    const capturedAt = new TextDecoder().decode(await host.read('captured_at')).trim();
    const snapshot = { ...EMPTY_SNAPSHOT, host: { live: false, capturedAt, uptimeSeconds: 3000 }, ...before };
    const { part, gaps } = await logs.collect(host, OPTIONS, snapshot);
    return { logs: part.logs ?? [], gaps };
  } finally {
    await host.close();
  }
}

/** Lines of one message, per container (its first 12 digits) and the given field. */
function counts(files: readonly LogFile[], message: string, field?: string): Record<string, number> {
  const sums = new Map<string, number>();
  for (const tally of files.flatMap(({ tallies }) => tallies)) {
    if (tally.message !== message) continue;
    const key = [tally.containerId?.slice(0, 12), ...(field === undefined ? [] : [tally.fields[field]])].join(
      ' ',
    );
    sums.set(key, (sums.get(key) ?? 0) + tally.count);
  }
  return Object.fromEntries(sums);
}

describe('the logs of a real host', () => {
  it('tell the same number of stops for each container, in kubelet’s words and in dockerd’s', async () => {
    const { logs: files } = await collect('examples/kill-wait-18.09.2.tar.gz');
    const stops = { '7db26ac60ffd': 900, d41f9ec9167f: 500, da92a3fc71da: 100 };
    expect(counts(files, 'kubelet-termination-failed-text')).toEqual(stops);
    expect(counts(files, 'dockerd-using-the-force-old')).toEqual(stops);
    expect(counts(files, 'dockerd-api-stop')).toEqual(stops);
    expect(counts(files, 'dockerd-kill-direct-sigkill-old')).toEqual(stops);
  });

  it('tell stops for ever from stops with a time-out', async () => {
    const { logs: files } = await collect('test/cases/stop-forever-20.10.24.tar.gz');
    expect(counts(files, 'dockerd-api-stop', 't')).toEqual({
      '35c9bdc9c6b3 -1': 1200,
      '35c9bdc9c6b3 30': 40,
    });
  });

  it('tell stops that were answered with an error', async () => {
    const { logs: files } = await collect('test/cases/undeletable-20.10.24.tar.gz');
    for (const message of [
      'dockerd-api-stop',
      'dockerd-handler-error-stop',
      'dockerd-error-killing-container',
      'dockerd-using-the-force-new',
    ]) {
      expect(counts(files, message)).toEqual({ '35c9bdc9c6b3': 40 });
    }
  });

  it('tell the stops of CRI, by kubelet and by containerd', async () => {
    const { logs: files } = await collect('test/cases/containerd-undeletable-1.6.20.tar.gz');
    for (const message of [
      'kubelet-killing-container-structured',
      'kubelet-termination-failed-structured',
      'containerd-stopcontainer-request',
      'containerd-stopcontainer-failed',
      'containerd-kill-container',
    ]) {
      expect(counts(files, message)).toEqual({ f875aa1735f7: 60 });
    }
    const pods = files.flatMap(({ tallies }) => tallies.map(({ fields }) => fields['pod']));
    expect(new Set(pods)).toEqual(new Set([undefined, 'ml/train-0']));
  });

  it('tell of hung tasks, with a time when the start of the host is known', async () => {
    const { logs: files } = await collect('test/cases/cured-18.09.2.tar.gz');
    const hung = files.flatMap(({ tallies }) =>
      tallies.filter(({ message }) => message === 'kernel-hung-task'),
    );
    expect(hung.map(({ fields }) => [fields['comm'], fields['pid'], fields['seconds']])).toEqual([
      ['dd', '12915', '120'],
      ['dd', '12992', '120'],
      ['dd', '12993', '120'],
      ['dd', '13021', '120'],
    ]);
    expect(hung.every(({ firstAtMs }) => firstAtMs !== undefined)).toBe(true);
  });

  it('tell of no stop on a host that was never in trouble', async () => {
    const { logs: files } = await collect('test/cases/healthy-18.09.2.tar.gz');
    const roles = files.flatMap(({ tallies }) => tallies.map(({ role }) => role));
    expect(roles.filter((role) => /stop|kill|hung|lost/.test(role ?? ''))).toEqual([]);
  });

  it('say so when the log of a daemon that runs is missing, or empty', async () => {
    const healthy = await collect('test/cases/healthy-18.09.2.tar.gz', {
      daemons: [{ name: 'dockerd' }, { name: 'kubelet' }],
    });
    expect(healthy.gaps.map(({ source, reason }) => [source, reason])).toEqual([
      ['logs/kubelet.log', 'absent'],
    ]);
    const undeletable = await collect('test/cases/undeletable-20.10.24.tar.gz');
    expect(undeletable.gaps.map(({ source, reason }) => [source, reason])).toEqual([
      ['logs/kubelet.log', 'absent'],
    ]);
  });
});
