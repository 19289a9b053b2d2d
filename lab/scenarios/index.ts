import { clientLeak } from './client-leak.ts';
import { containerdCri } from './containerd-cri.ts';
import { containerdStopped } from './containerd-stopped.ts';
import { eventStreamLost } from './event-stream-lost.ts';
import { execProbe } from './exec-probe.ts';
import { frozenCgroup } from './frozen-cgroup.ts';
import { frozenFilesystem } from './frozen-filesystem.ts';
import { healthy } from './healthy.ts';
import { inspectLock } from './inspect-lock.ts';
import type { AnyScenario } from './scenario.ts';
import { shimStopped } from './shim-stopped.ts';
import { stopForever } from './stop-forever.ts';
import { twoAtOnce } from './two-at-once.ts';
import { undeletable } from './undeletable.ts';

export const scenarios: readonly AnyScenario[] = [
  healthy,
  undeletable,
  stopForever,
  frozenFilesystem,
  frozenCgroup,
  execProbe,
  inspectLock,
  clientLeak,
  eventStreamLost,
  containerdStopped,
  shimStopped,
  twoAtOnce,
  containerdCri,
];
