import { TRACE } from '../../model/history.ts';
import type { SceneContainer } from '../../scene/scene.ts';
import type { CaseFile } from '../case-file.ts';
import { Chunk } from '../chunk.ts';
import type { Recording } from '../recording.ts';
import { LogClock } from './log-clock.ts';

/** `Nov 24 02:07:45 node-17 kubelet[2086]: E1124 02:07:45.281156    2086 remote_runtime.go:250] StopContainer …` */
const SYSLOG_BYTES = 15;
const LINE_MS = 0.009;
const TIMEOUT = 'operation timeout: context deadline exceeded';

/** logs/kubelet.log: kubelet 1.15 with dockershim, three lines for each stop that did not end. */
export function kubeletLog(recording: Recording): CaseFile {
  return { path: 'logs/kubelet.log', chunks: () => writeLog(recording) };
}

interface Line {
  readonly bytes: Uint8Array;
  /** Where klog's own time begins. */
  readonly klogAt: number;
}

function* writeLog(recording: Recording): Generator<Uint8Array> {
  const { history } = recording.outcome;
  const stuck = recording.scene.containers.filter((container) => container.stuck !== undefined);
  const gaveUp = stuck.map((container) => failureLines(recording, container, TIMEOUT));
  const refused = stuck.map((container) => failureLines(recording, container, refusal(container)));
  const chunk = new Chunk();
  const clock = new LogClock(recording.scene.epochMs);
  for (let row = 0; row < history.traceCount; row++) {
    const kind = history.traceKind.get(row);
    if (kind !== TRACE.gaveUp && kind !== TRACE.refused) continue;
    const container = history.container.get(history.traceStop.get(row));
    const lines = (kind === TRACE.gaveUp ? gaveUp : refused)[container] ?? [];
    const ms = history.traceMs.get(row);
    for (const [place, line] of lines.entries()) {
      clock.set(ms + place * LINE_MS);
      put(chunk, clock, line);
    }
    if (chunk.isFull) yield chunk.take();
  }
  yield chunk.take();
}

function put(chunk: Chunk, clock: LogClock, { bytes, klogAt }: Line): void {
  const start = chunk.length;
  chunk.bytes(bytes);
  chunk.bytesAt(start, clock.syslog);
  chunk.bytesAt(start + klogAt, clock.klog);
  chunk.digitsAt(start + klogAt + clock.klog.length + 1, Math.floor(clock.nanoseconds / 1000), 6);
}

function refusal({ id }: SceneContainer): string {
  return `Error response from daemon: cannot stop container: ${id}: tried to kill container, but did not receive an exit event`;
}

function failureLines(
  { scene, outcome }: Recording,
  { id, pod, container }: SceneContainer,
  description: string,
): readonly Line[] {
  const error = `rpc error: code = Unknown desc = ${description}`;
  const pid = scene.kubeletPid;
  const host = ' '.repeat(SYSLOG_BYTES) + ` ${scene.hostName} kubelet[${pid}]: E`;
  const texts = [
    `remote_runtime.go:250] StopContainer "${id}" from runtime service failed: ${error}`,
    `kuberuntime_container.go:590] Container "docker://${id}" termination failed with gracePeriod ${outcome.parameters.graceSeconds}: ${error}`,
    `kubelet_pods.go:1092] Failed killing the pod "${pod}": failed to "KillContainer" for "${container}" with KillContainerError: "${error}"`,
  ];
  return texts.map((text) => ({
    bytes: Buffer.from(`${host}0000 00:00:00.000000 ${String(pid).padStart(7)} ${text}\n`),
    klogAt: host.length,
  }));
}
