/** StopContainer calls that wait in containerd, in the dump and in the logs. */
import { describe, expect, test } from 'vitest';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import { loadLogMessages } from '../../../src/knowledge/log-knowledge.ts';
import { conclude } from '../../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import type { LogFile } from '../../../src/model/log.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { compileLogMessages } from '../../../src/parse/log/log-messages.ts';
import { scanLog } from '../../../src/parse/log/scan-log.ts';
import { renderDump } from '../../support/render-dump.ts';

const causes = await loadCauses([]);
const messages = compileLogMessages(await loadLogMessages());
const NOW = Date.parse('2026-11-24T02:09:00Z');
const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const CAUSE = 'containerd-cri-stop-unkillable';

const asked = (id: string): string =>
  `time="2026-11-24T02:08:00.1Z" level=info msg="StopContainer for \\"${id}\\" with timeout 30 (s)"`;
const failed = (id: string): string =>
  `time="2026-11-24T02:08:30.1Z" level=error msg="StopContainer for \\"${id}\\" failed" error="rpc error: code = DeadlineExceeded desc = an error occurs during waiting for container \\"${id}\\" to be killed: wait container \\"${id}\\": context deadline exceeded"`;
const killing = (id: string): string =>
  `Nov 24 02:08:00 node-17 kubelet[1877]: I1124 02:08:00.610000    1877 kuberuntime_container.go:738] "Killing container with a grace period" pod="ml/train-0" podUID=11111111-2222-4333-8444-555555555555 containerName="trainer" containerID="containerd://${id}" gracePeriod=30`;

interface Scene {
  readonly waiting: number;
  readonly containerd?: readonly string[];
  readonly kubelet?: readonly string[];
  readonly state?: string;
}

async function diagnose({
  waiting,
  containerd = [],
  kubelet = [],
  state = 'running',
}: Scene): Promise<Diagnosis> {
  const leaf = 'github.com/containerd/containerd/pkg/cri/server.(*criService).waitContainerStop';
  const dump = renderDump(
    [
      {
        state: 'select',
        count: waiting,
        minutes: 1,
        frames: [leaf, leaf.replace('waitContainerStop', 'stopContainer')],
      },
    ],
    { go: '1.19' },
  );
  const evidence = { file: 'cri/ListContainers.json', line: 1, quote: A };
  const container = { runtime: 'cri' as const, state, mounts: [], evidence };
  const logs = [await log('containerd', containerd), await log('kubelet', kubelet)];
  const file = 'pprof/containerd/goroutine.debug2.txt';
  return conclude(
    {
      host: { live: false, capturedAt: new Date(NOW).toISOString() },
      daemons: [{ name: 'containerd', version: '1.6.20~ds1', versionEvidence: evidence }],
      containers: [
        { id: A, ...container },
        { id: B, ...container },
      ],
      goroutines: [await parseGoroutineDump(bytes(dump), { daemon: 'containerd', file })],
      heaps: [],
      logs: logs.flatMap((one) => one ?? []),
      gaps: [],
    },
    causes,
  );
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function log(daemon: string, lines: readonly string[]): Promise<LogFile | undefined> {
  if (lines.length === 0) return undefined;
  const options = { file: `logs/${daemon}.log`, daemon, messages, capturedAtMs: NOW };
  return scanLog(bytes(lines.map((line) => `${line}\n`).join('')), options);
}

const times = (count: number, line: string): readonly string[] => Array.from({ length: count }, () => line);

describe('StopContainer calls that wait in containerd', () => {
  test('are counted, told apart by container, and are those without an answer in its log', async () => {
    const containerd = [
      ...times(5, asked(A)),
      ...times(3, failed(A)),
      ...times(2, asked(B)),
      ...times(1, failed(B)),
    ];
    const { findings, books, verdict } = await diagnose({ waiting: 3, containerd });
    expect(findings.find(({ cause }) => cause === CAUSE)).toMatchObject({
      severity: 'info',
      counts: { goroutines: 3 },
      containers: [
        { id: A, goroutines: 2 },
        { id: B, goroutines: 1 },
      ],
    });
    expect(books).toContainEqual(
      expect.objectContaining({
        leftOf: 'StopContainer calls that wait in containerd',
        rightOf: 'without an answer in the logs',
        left: 3,
        right: 3,
        balanced: true,
      }),
    );
    expect(verdict).toBe('unknown');
  });

  test('are held against the log that comes nearest: a restart leaves calls in the other without an answer', async () => {
    const containerd = [...times(9, asked(A)), ...times(2, failed(A))];
    const { books } = await diagnose({ waiting: 1, containerd, kubelet: [killing(A)] });
    expect(books.find(({ says }) => says.startsWith('StopContainer calls'))).toMatchObject({
      left: 1,
      right: 1,
      balanced: true,
    });
  });

  test('are ordinary work while none of them has failed', async () => {
    const { findings, books } = await diagnose({ waiting: 1, containerd: [asked(A)] });
    expect(findings).toEqual([]);
    expect(books).toEqual([]);
  });

  test('say nothing of what failed for a container that has ended since', async () => {
    const containerd = [...times(3, asked(A)), ...times(2, failed(A))];
    const { findings } = await diagnose({ waiting: 1, containerd, state: 'exited' });
    expect(findings).toEqual([]);
  });
});
