import { clientLeak } from './client-leak.ts';
import { frozenCgroup } from './frozen-cgroup.ts';
import { frozenFilesystem } from './frozen-filesystem.ts';
import { healthy } from './healthy.ts';
import type { Scenario } from './scenario.ts';
import { stopForever } from './stop-forever.ts';
import { twoAtOnce } from './two-at-once.ts';
import { undeletable } from './undeletable.ts';

export const scenarios: readonly Scenario[] = [
  healthy,
  undeletable,
  stopForever,
  frozenFilesystem,
  frozenCgroup,
  clientLeak,
  twoAtOnce,
];
