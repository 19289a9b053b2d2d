import type { TraceKind } from '../../model/history.ts';
import { TRACE } from '../../model/history.ts';
import type { SceneContainer } from '../../scene/scene.ts';
import type { CaseFile } from '../case-file.ts';
import { Chunk } from '../chunk.ts';
import type { Recording } from '../recording.ts';
import { goDuration } from '../times.ts';
import { LogClock } from './log-clock.ts';

/** `time="2026-11-24T02:07:40.133325102Z" level=…`: docker's logrus, always with nine digits. */
const PREFIX = 'time="0000-00-00T00:00:00.000000000Z" level=';
const ISO_AT = 6;
const NANOSECONDS_AT = 26;
const API = 'Calling POST /v1.38/containers';
const NO_EXIT = 'tried to kill container, but did not receive an exit event';
/** A few microseconds pass between two lines of the same moment. */
const LINE_MS = 0.04;

/** logs/dockerd.log, with debug on: what dockerd wrote of every stop. */
export function dockerdLog(recording: Recording): CaseFile {
  return { path: 'logs/dockerd.log', chunks: () => writeLog(recording) };
}

function* writeLog(recording: Recording): Generator<Uint8Array> {
  const { history, capturedMs, parameters } = recording.outcome;
  const { scene } = recording;
  const chunk = new Chunk();
  const clock = new LogClock(scene.epochMs);
  const put = (ms: number, line: Uint8Array): void => {
    clock.set(ms);
    const start = chunk.length;
    chunk.bytes(line);
    chunk.bytesAt(start + ISO_AT, clock.iso);
    chunk.digitsAt(start + NANOSECONDS_AT, clock.nanoseconds, 9);
  };
  const putAll = (ms: number, lines: readonly Uint8Array[]): void =>
    lines.forEach((line, place) => put(ms + place * LINE_MS, line));

  putAll(scene.dockerdStartedMs, startLines(recording));
  for (const { startedMs, id } of scene.containers) {
    put(startedMs, toLine('debug', `Calling POST /v1.38/containers/${id}/start`));
    if (chunk.isFull) yield chunk.take();
  }
  const stuck = scene.containers.filter((container) => container.stuck !== undefined);
  const lines = stuck.map((container) => stopLines(recording, container));
  const exited = new Set<number>();
  for (let row = 0; row < history.traceCount; row++) {
    const container = history.container.get(history.traceStop.get(row));
    const kind = history.traceKind.get(row);
    if (kind === TRACE.stopped && (exited.has(container) || !exited.add(container))) continue;
    putAll(history.traceMs.get(row), lines[container]?.get(kind) ?? []);
    if (chunk.isFull) yield chunk.take();
  }
  if (parameters.exitEvents === 'lost')
    put(
      scene.dockerdStartedMs + 5000,
      toLine(
        'info',
        'stopping event stream following graceful shutdown',
        'module=libcontainerd namespace=moby',
      ),
    );
  yield chunk.take();
  for (const line of captureLines(recording)) put(capturedMs, line);
  yield chunk.take();
}

/** By what the trace tells; kinds that dockerd does not log are absent. */
function stopLines(
  { outcome }: Recording,
  { id, shimPid }: SceneContainer,
): ReadonlyMap<number, readonly Uint8Array[]> {
  const { graceSeconds } = outcome.parameters;
  const shortId = id.slice(0, 12);
  const isNew = outcome.behaviour.stackSet === '20.10.24';
  const forced = isNew
    ? toLine(
        'info',
        `Container failed to exit within ${goDuration(graceSeconds)} of signal 15 - using the force`,
        `container=${id}`,
      )
    : toLine(
        'info',
        `Container ${id} failed to exit within ${graceSeconds} seconds of signal 15 - using the force`,
      );
  const directly = isNew
    ? toLine(
        'error',
        'Container failed to exit within 10 seconds of kill - trying direct SIGKILL',
        `container=${id} error="context deadline exceeded"`,
      )
    : toLine('info', `Container ${shortId} failed to exit within 10 seconds of kill - trying direct SIGKILL`);
  const lines: readonly (readonly [TraceKind, readonly Uint8Array[]])[] = [
    [
      TRACE.asked,
      [
        toLine('debug', `${API}/${id}/stop?t=${graceSeconds}`),
        toLine('debug', `Sending kill signal 15 to container ${id}`),
      ],
    ],
    [TRACE.forced, [forced, toLine('debug', `Sending kill signal 9 to container ${id}`)]],
    [TRACE.killedDirectly, [directly]],
    [
      TRACE.failed,
      [
        toLine('error', 'Error killing the container', `container=${id} error="${NO_EXIT}"`),
        toLine(
          'error',
          `Handler for POST /v1.38/containers/${id}/stop returned error: cannot stop container: ${id}: ${NO_EXIT}`,
        ),
      ],
    ],
    [
      TRACE.stopped,
      [
        toLine('debug', 'event', 'module=libcontainerd namespace=moby topic=/tasks/exit'),
        toLine('info', 'shim reaped', `id=${id} pid=${shimPid}`),
      ],
    ],
  ];
  return new Map(lines);
}

function startLines({ outcome, scene }: Recording): readonly Uint8Array[] {
  const { daemonVersion } = outcome.parameters;
  return [
    toLine('debug', 'Listener created for HTTP on unix (/var/run/docker.sock)'),
    toLine('info', 'libcontainerd: started new containerd process', `pid=${scene.containerdPid}`),
    toLine('info', 'Loading containers: start.'),
    toLine('info', 'Loading containers: done.'),
    toLine('info', 'Docker daemon', `commit=6247962 graphdriver(s)=overlay2 version=${daemonVersion}`),
    toLine('info', 'Daemon has completed initialization'),
    toLine('info', 'API listen on /var/run/docker.sock'),
  ];
}

function captureLines({ scene }: Recording): readonly Uint8Array[] {
  const paths = [
    '/version',
    '/info',
    '/containers/json?all=1',
    ...scene.containers.map(({ id }) => `/containers/${id}/json`),
    '/debug/pprof/goroutine?debug=1',
    '/debug/pprof/goroutine?debug=2',
    '/debug/pprof/goroutine',
    '/debug/pprof/heap',
    '/debug/pprof/heap?debug=1',
  ];
  return paths.map((path) => toLine('debug', `Calling GET ${path}`));
}

/** logrus quotes what holds anything but letters, digits and a few signs. */
function toLine(level: string, message: string, fields = ''): Uint8Array {
  const quoted = /^[\w./@^+-]+$/.test(message) ? message : JSON.stringify(message);
  return Buffer.from(`${PREFIX}${level} msg=${quoted}${fields === '' ? '' : ` ${fields}`}\n`);
}
