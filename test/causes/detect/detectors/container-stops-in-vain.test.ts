import { describe, expect, test } from 'vitest';
import { diagnose, findingOf } from './written-host.ts';

const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const CAPTURED = Date.parse('2026-11-24T02:09:00Z');

/** Lines a minute apart, of which the last is from two minutes before the capture. */
function lines(count: number, write: (time: string) => string): string {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(CAPTURED - (count + 1 - index) * 60_000).toISOString();
    return `${write(time)}\n`;
  }).join('');
}

const LOGS: readonly [name: string, file: string, write: (time: string) => string][] = [
  [
    'dockerd',
    'logs/dockerd.log',
    (time) =>
      `time="${time}" level=info msg="Container ${ID} failed to exit within 10 seconds of signal 15 - using the force"`,
  ],
  [
    'kubelet',
    'logs/kubelet.log',
    (time) =>
      `E1124 ${time.slice(11, 19)}.100000       8 remote_runtime.go:505] "StopContainer from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded" containerID="${ID}"`,
  ],
  [
    'containerd',
    'logs/containerd.log',
    (time) =>
      `time="${time}" level=error msg="StopContainer for \\"${ID}\\" failed" error="rpc error: code = DeadlineExceeded desc = an error occurs during waiting for container \\"${ID}\\" to be killed: wait container \\"${ID}\\": context deadline exceeded"`,
  ],
];

describe('a container that is stopped again and again without an end', () => {
  test.each(LOGS)('is stuck by the log of %s alone, with the count and the span', async (_, file, write) => {
    const diagnosis = await diagnose({ [file]: lines(12, write) });
    expect(diagnosis.verdict).toBe('stuck');
    expect(findingOf(diagnosis, 'container-stops-in-vain')).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      summary: expect.stringMatching(
        /^The logs show 12 stop requests for 8f3c1e0b7a52 over 11m, and it has not ended\.$/,
      ) as string,
      containers: [{ id: ID, stops: 12 }],
    });
  });

  test('is none when its runtime says that it has exited, or no longer lists it', async () => {
    const [, file, write] = LOGS[0] ?? ['', '', String];
    for (const [id, State] of [
      [ID, 'exited'],
      [ID.replaceAll('8', '9'), 'running'],
    ]) {
      const listed = JSON.stringify([{ Id: id, Names: ['/web'], State, Status: '' }]);
      const diagnosis = await diagnose({ [file]: lines(12, write), 'docker/containers.json': listed });
      expect(findingOf(diagnosis, 'container-stops-in-vain')).toBeUndefined();
    }
  });

  test('is none after one slow stop and its retry', async () => {
    const [, file, write] = LOGS[0] ?? ['', '', String];
    const diagnosis = await diagnose({ [file]: lines(2, write) });
    expect(findingOf(diagnosis, 'container-stops-in-vain')).toBeUndefined();
  });
});
