import type { CaseFile } from './case-file.ts';
import { containerdProfiles } from './containerd-profiles.ts';
import { dockerFiles } from './docker/docker-files.ts';
import { hostFiles } from './host-files.ts';
import { dockerdLog } from './logs/dockerd-log.ts';
import { kernelLog } from './logs/kernel-log.ts';
import { kubeletLog } from './logs/kubelet-log.ts';
import { goroutineDump } from './pprof/goroutine-dump.ts';
import { goroutineProfiles } from './pprof/goroutine-profiles.ts';
import { heapProfiles } from './pprof/heap-profiles.ts';
import { processFiles } from './proc/process-files.ts';
import { taskFiles } from './proc/task-files.ts';
import { threadTable } from './proc/thread-table.ts';
import type { Recording } from './recording.ts';
import { procNetUnix } from './sockets/proc-net-unix.ts';
import { ssTable, tcpTable } from './sockets/ss-table.ts';

/** Every file of the case, sorted by path. */
export function caseFiles(recording: Recording): readonly CaseFile[] {
  return [
    ...hostFiles(recording),
    ...dockerFiles(recording),
    ...processFiles(recording),
    ...taskFiles(recording),
    threadTable(recording),
    ssTable(recording),
    tcpTable(),
    procNetUnix(recording),
    goroutineDump(recording),
    ...goroutineProfiles(recording),
    ...heapProfiles(recording),
    ...containerdProfiles(recording),
    dockerdLog(recording),
    kubeletLog(recording),
    kernelLog(recording),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
