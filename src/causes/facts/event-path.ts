/**
 * Do exit events still reach dockerd? One goroutine per containerd namespace (`moby`, `plugins.moby`) listens in dockerd;
 * one Subscribe stream per listener is served by containerd.
 * moby libcontainerd/client_daemon.go:764 (v18.09.2), libcontainerd/remote/client.go:770 (v20.10.24) `processEventStream`;
 * containerd services/events/service.go:98 `(*service).Subscribe` (v1.6).
 */
import { defined } from '../../model/defined.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../model/goroutine.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { compileFunctionPattern } from '../../parse/go/function-name.ts';
import { completeProfile } from './profile.ts';

/** Absent means unknown: there is no profile of that daemon, or it does not settle the question. */
export interface EventPath {
  /** dockerd has a goroutine that reads containerd's events. */
  readonly dockerdListens?: boolean;
  /** containerd has a goroutine that serves a Subscribe stream. */
  readonly containerdServes?: boolean;
  /** Goroutines of dockerd that read events: its event streams. */
  readonly listeners?: number;
  readonly evidence: readonly Evidence[];
}

const LISTENER = compileFunctionPattern('remote.(*client).processEventStream');
const LISTENER_BEFORE_19 = compileFunctionPattern('libcontainerd.(*client).processEventStream');
const SERVER = compileFunctionPattern('events.(*service).Subscribe');
const EXCHANGE = compileFunctionPattern('exchange.(*Exchange).Subscribe.func*');
/** Listeners of a dockerd in good health: for `moby` and for `plugins.moby`. */
const LISTENERS = 2;

/** Reads the event path off the goroutines of dockerd and containerd. */
export function findEventPath(snapshot: Snapshot): EventPath {
  const dockerd = completeProfile(snapshot, 'dockerd');
  const containerd = completeProfile(snapshot, 'containerd');
  const listening = dockerd && findGroups(dockerd, [LISTENER, LISTENER_BEFORE_19]);
  const serving = containerd && findGroups(containerd, [SERVER, EXCHANGE]);
  const listeners = listening?.reduce((sum, group) => sum + group.count, 0);
  const stopped = snapshot.logs.flatMap((log) =>
    log.tallies.filter(
      (tally) =>
        tally.message === 'dockerd-stopping-event-stream' && tally.fields['namespace'] !== 'plugins.moby',
    ),
  );
  const dockerdListens =
    listeners === undefined
      ? undefined
      : listeners === 0
        ? false
        : listeners >= LISTENERS || stopped.length === 0;
  const containerdServes = serving === undefined ? undefined : serving.length > 0;
  return {
    ...defined({ dockerdListens, containerdServes, listeners }),
    evidence: [
      ...(dockerd && listening
        ? listening.slice(0, 1).map((group) => frameEvidence(dockerd, group, [LISTENER, LISTENER_BEFORE_19]))
        : []),
      ...(containerd && serving
        ? serving.slice(0, 1).map((group) => frameEvidence(containerd, group, [SERVER, EXCHANGE]))
        : []),
      ...(dockerdListens === false ? stopped.map((tally) => tally.last) : []),
    ],
  };
}

function findGroups(profile: GoroutineProfile, patterns: readonly RegExp[]): readonly GoroutineGroup[] {
  return profile.groups.filter((group) =>
    group.frames.some((frame) => patterns.some((pattern) => pattern.test(frame.function))),
  );
}

function frameEvidence(
  profile: GoroutineProfile,
  group: GoroutineGroup,
  patterns: readonly RegExp[],
): Evidence {
  const frame = group.frames.find((one) => patterns.some((pattern) => pattern.test(one.function)));
  return {
    file: profile.file,
    ...(group.firstLine > 0 ? { line: group.firstLine } : {}),
    quote: `${group.firstHeader} ${frame?.function ?? ''}`.trim(),
  };
}
