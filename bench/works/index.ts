import type { Work } from '../work.ts';
import { blockedThreads } from './blocked-threads.ts';
import { diagnoseCases } from './diagnose-cases.ts';
import { diagnoseLive } from './diagnose-live.ts';
import { goroutineDump } from './goroutine-dump.ts';
import { logs } from './logs.ts';
import { patient } from './patient.ts';
import { sockets } from './sockets.ts';
import { startUp } from './start-up.ts';
import { threads } from './threads.ts';

export const works: readonly Work[] = [
  startUp,
  goroutineDump,
  sockets,
  threads,
  blockedThreads,
  logs,
  diagnoseLive,
  diagnoseCases,
  patient,
];
