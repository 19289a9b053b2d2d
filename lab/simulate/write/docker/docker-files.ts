import type { SceneContainer } from '../../scene/scene.ts';
import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import { hostMemoryKib } from '../host-memory.ts';
import type { Recording } from '../recording.ts';
import { fill, readShape } from '../shapes.ts';
import { goTime, humanDuration } from '../times.ts';

/** As docker prints a time that has not been. */
const NEVER = '0001-01-01T00:00:00Z';
/** 128 + SIGKILL. */
const KILLED = 137;
/** docker ps cuts commands at 20 signs; the API does not. */
type Values = Readonly<Record<string, string | number>>;

/** docker/: the API's answers. */
export function dockerFiles(recording: Recording): readonly CaseFile[] {
  const { stacks, scene, outcome, running } = recording;
  const shape = (name: string): string => readShape('shapes', `docker/${stacks.set}/${name}`);
  const version = outcome.parameters.daemonVersion;
  const newestFirst = [...scene.containers].reverse();
  const info = fill(shape('info.json'), {
    version,
    host: scene.hostName,
    containers: scene.containers.length,
    running: running.length,
    stopped: scene.containers.length - running.length,
    fds: recording.descriptors + 2,
    goroutines: recording.goroutines,
    memory: hostMemoryKib(recording) * 1024,
    time: goTime(scene.epochMs + outcome.capturedMs),
  });
  const list = newestFirst.map((container) =>
    fill(shape('container.json').trimEnd(), containerValues(recording, container)),
  );
  return [
    textFile('docker/version.json', fill(shape('version.json'), { version })),
    textFile('docker/info.json', info),
    textFile('docker/containers.json', `[${list.join(',')}]\n`),
    ...scene.containers.map((container) =>
      textFile(
        `docker/inspect-${container.id}.json`,
        fill(shape('inspect.json'), containerValues(recording, container)),
      ),
    ),
  ];
}

function containerValues({ scene, outcome }: Recording, container: SceneContainer): Values {
  const { id, argv, stuck } = container;
  const isRunning = stuck?.exited !== true;
  const startedAtMs = scene.epochMs + container.startedMs;
  const endedMs = lastChangeOf(outcome.history, stuck?.index);
  const [path = '', ...args] = argv;
  const mounts =
    stuck === undefined
      ? []
      : [
          {
            Type: 'bind',
            Source: stuck.volume.hostPath,
            Destination: stuck.volume.destination,
            Mode: '',
            RW: true,
            Propagation: 'rprivate',
          },
        ];
  const binds = stuck === undefined ? null : [`${stuck.volume.hostPath}:${stuck.volume.destination}`];
  const ago = humanDuration(outcome.capturedMs - (isRunning ? container.startedMs : endedMs));
  return {
    ...namesOf(container),
    command: JSON.stringify(argv.join(' ')).slice(1, -1),
    path,
    args: JSON.stringify(args),
    argv: JSON.stringify(argv),
    mounts: JSON.stringify(mounts),
    binds: JSON.stringify(binds),
    state: isRunning ? 'running' : 'exited',
    status: isRunning ? `Up ${ago}` : `Exited (${KILLED}) ${ago} ago`,
    isRunning: String(isRunning),
    pid: isRunning ? container.initPid : 0,
    exitCode: isRunning ? 0 : KILLED,
    created: goTime(startedAtMs - 127),
    createdSeconds: Math.floor((startedAtMs - 127) / 1000),
    startedAt: goTime(startedAtMs),
    finishedAt: isRunning ? NEVER : goTime(scene.epochMs + endedMs),
    shortId: id.slice(0, 12),
  };
}

function namesOf(container: SceneContainer): Values {
  return {
    id: container.id,
    name: container.name,
    container: container.container,
    pod: container.pod,
    namespace: container.namespace,
    uid: container.uid,
    layer: container.layer,
    endpoint: container.endpoint,
    sandboxId: container.sandboxId,
    sandbox: container.sandboxId.slice(0, 12),
  };
}

/** When the last stop of a container ended. */
function lastChangeOf(history: Recording['outcome']['history'], container: number | undefined): number {
  for (let stop = history.stopCount - 1; stop >= 0; stop--)
    if (history.container.get(stop) === container) return history.sinceMs.get(stop);
  return 0;
}
