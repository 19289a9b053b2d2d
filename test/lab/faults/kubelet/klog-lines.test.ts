import { describe, expect, it } from 'vitest';
import { attemptLines, failureLines, TIMED_OUT } from '../../../../lab/faults/kubelet/klog-lines.ts';
import type { StopTarget } from '../../../../lab/faults/kubelet/klog-lines.ts';
import { loadLogMessages } from '../../../../src/knowledge/log-knowledge.ts';
import type { LogFile } from '../../../../src/model/log.ts';
import { compileLogMessages } from '../../../../src/parse/log/log-messages.ts';
import { scanLog } from '../../../../src/parse/log/scan-log.ts';

const messages = compileLogMessages(await loadLogMessages());
const at = new Date(2026, 10, 24, 2, 7, 45, 281);
const clock = { at, pid: 2086 };
const target: StopTarget = {
  id: '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4',
  container: 'trainer',
  pod: 'train-0',
  namespace: 'ml',
  podUid: 'a58e4036-0034-4b5f-b1a8-24a740837830',
  gracePeriod: -1,
};

async function scan(lines: readonly string[]): Promise<LogFile> {
  const chunks = (async function* () {
    yield Buffer.from(`${lines.join('\n')}\n`);
  })();
  const capturedAtMs = Date.UTC(2026, 10, 24, 3);
  return scanLog(chunks, { file: 'logs/kubelet.log', daemon: 'kubelet', messages, capturedAtMs });
}

describe.each(['1.15', '1.21'] as const)('the lines of kubelet %s', (version) => {
  const lines = [...attemptLines(version, target, clock), ...failureLines(version, target, TIMED_OUT, clock)];

  it('have the header of klog, in local time', () => {
    for (const line of lines) {
      expect(line).toMatch(/^[IE]1124 02:07:45\.281000 {4}2086 [a-z_]+\.go:\d+\] /);
    }
  });

  it('are known to the knowledge of log messages, each of them', async () => {
    for (const line of lines) expect((await scan([line])).tallies, line).not.toEqual([]);
  });

  it('tell one attempt and its failure, of this container, with its grace period', async () => {
    const { tallies } = await scan(lines);
    const attempt = tallies.find(({ role }) => role === 'stop-attempt');
    expect(attempt).toMatchObject({ count: 1, containerId: target.id, caller: 'kubelet' });
    expect(attempt?.fields).toMatchObject({ gracePeriod: '-1' });
    const failures = tallies.filter(({ role, echoes }) => role === 'stop-failed' && echoes === undefined);
    expect(failures.map(({ count, containerId }) => ({ count, containerId }))).toEqual([
      { count: 1, containerId: target.id },
    ]);
  });
});
