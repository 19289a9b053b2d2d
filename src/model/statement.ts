import type { AdviceStatement } from './statements/advice.ts';
import type { BackendStatement } from './statements/backend.ts';
import type { ClientStatement } from './statements/clients.ts';
import type { ContainerStatement } from './statements/containers.ts';
import type { DaemonStatement } from './statements/daemon.ts';
import type { GoroutineStatement } from './statements/goroutines.ts';
import type { HeapStatement } from './statements/heap.ts';
import type { KernelStatement } from './statements/kernel.ts';
import type { LockStatement } from './statements/locks.ts';
import type { LogStatement } from './statements/logs.ts';
import type { MissStatement } from './statements/misses.ts';
import type { OperationStatement } from './statements/operations.ts';
import type { OriginStatement } from './statements/origin.ts';
import type { SignStatement } from './statements/signs.ts';
import type { StepStatement } from './statements/steps.ts';
import type { TaskStatement } from './statements/tasks.ts';
import type { VersionStatement } from './statements/version.ts';

/** What a finding states, as data: figures, names and states. The words are the report's. */
export type Statement =
  | AdviceStatement
  | BackendStatement
  | ClientStatement
  | ContainerStatement
  | DaemonStatement
  | GoroutineStatement
  | HeapStatement
  | KernelStatement
  | LockStatement
  | LogStatement
  | MissStatement
  | OperationStatement
  | OriginStatement
  | SignStatement
  | StepStatement
  | TaskStatement
  | VersionStatement;
