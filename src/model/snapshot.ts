import type { Container } from './container.ts';
import type { Daemon } from './daemon.ts';
import type { DaemonIdentities, UnprovenApi } from './daemon-identity.ts';
import type { Gap } from './gap.ts';
import type { GoroutineProfile } from './goroutine.ts';
import type { HeapProfile } from './heap.ts';
import type { HostFacts } from './host-facts.ts';
import type { LogFile } from './log.ts';
import type { SocketFacts } from './unix-socket.ts';
import type { HungTask, TaskFacts } from './task.ts';

/** All that was read of a host. Plain data; a part that could not be read is absent or empty, and a gap says why. */
export interface Snapshot {
  readonly host: HostFacts;
  readonly daemons: readonly Daemon[];
  readonly containers: readonly Container[];
  readonly sockets?: SocketFacts;
  /** Every profile that could be read; several formats of one daemon may stand here. */
  readonly goroutines: readonly GoroutineProfile[];
  readonly heaps: readonly HeapProfile[];
  readonly logs: readonly LogFile[];
  readonly tasks?: TaskFacts;
  /** By tid; absent when the kernel's log reports none. */
  readonly hungTasks?: readonly HungTask[];
  /** Processes that only carry a daemon's name; absent when there are none. */
  readonly ignored?: Pick<DaemonIdentities, 'ignored' | 'ignoredCount'>;
  /** APIs that answered and may be anybody's; absent when there are none. */
  readonly unproven?: readonly UnprovenApi[];
  readonly gaps: readonly Gap[];
}

/** Of a host of which nothing was read yet. */
export const EMPTY_SNAPSHOT: Snapshot = {
  host: { live: false },
  daemons: [],
  containers: [],
  goroutines: [],
  heaps: [],
  logs: [],
  gaps: [],
};
