import type { Container } from '../../model/container.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { findConnections, type ApiConnections } from './connections.ts';
import { findEventPath, type EventPath } from './event-path.ts';
import { findStopHistories, type StopHistory } from './stop-history.ts';

/** A snapshot, and what several causes read out of it. Made once for a diagnosis. */
export interface Facts {
  readonly snapshot: Snapshot;
  readonly containers: ReadonlyMap<string, Container>;
  /** By name. Of several with one name: the one that was asked, which comes first. */
  readonly daemons: ReadonlyMap<string, Daemon>;
  /** What the logs say of stops, by container id. */
  readonly stops: ReadonlyMap<string, StopHistory>;
  readonly eventPath: EventPath;
  /** Connections to each daemon's API, by the daemon's name; absent where peers are not known. */
  readonly connections: ReadonlyMap<string, ApiConnections>;
  readonly capturedAtMs?: number;
}

/** Reads the facts off a snapshot; pure. */
export function readFacts(snapshot: Snapshot): Facts {
  const daemons = new Map<string, Daemon>();
  for (const daemon of snapshot.daemons) if (!daemons.has(daemon.name)) daemons.set(daemon.name, daemon);
  const connections = new Map<string, ApiConnections>();
  for (const daemon of daemons.values()) {
    const found = findConnections(snapshot.sockets, daemon);
    if (found !== undefined) connections.set(daemon.name, found);
  }
  const capturedAtMs = Date.parse(snapshot.host.capturedAt ?? '');
  return {
    snapshot,
    containers: new Map(snapshot.containers.map((container) => [container.id, container])),
    daemons,
    stops: findStopHistories(snapshot.logs),
    eventPath: findEventPath(snapshot),
    connections,
    ...(Number.isNaN(capturedAtMs) ? {} : { capturedAtMs }),
  };
}

/** Programs that come with a daemon and have its version. */
export const SHIPPED_WITH: ReadonlyMap<string, string> = new Map([['containerd-shim', 'containerd']]);

/** The daemon that a program is, or comes with: the shims are containerd's. */
export function daemonOf(facts: Facts, program: string): Daemon | undefined {
  return facts.daemons.get(SHIPPED_WITH.get(program) ?? program);
}

/** The version of a daemon, or of what comes with it; undefined when it is not known. */
export function versionOf(facts: Facts, program: string): string | undefined {
  return daemonOf(facts, program)?.version;
}
