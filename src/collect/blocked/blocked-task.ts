import type { Evidence } from '../../model/evidence.ts';
import type { Backend, BlockedTask, FuseConnection } from '../../model/task.ts';
import { SIGKILL_BIT, sigkillPending } from '../../parse/proc/status.ts';
import { findBackend } from './backend.ts';
import type { BackendAnswer } from './backend.ts';
import type { ContainerIndex } from './container-index.ts';
import type { FoundBlocked } from './find-blocked.ts';
import { frozenCgroupBackend } from './frozen-cgroup-backend.ts';
import { fuseConnectionOf } from './fuse-connections.ts';
import type { MountTable } from './mount-table.ts';
import { mountView } from './mount-view.ts';
import { isHelperName } from './shim.ts';
import { pathsOfCommand, startOfPath } from './task-paths.ts';
import type { FactFile } from './thread-facts.ts';
import { ofHostRoot } from './untrusted-shims.ts';
import { quoteLine, quoteStart } from './thread-lines.ts';
import type { ThreadLines } from './thread-lines.ts';

/** What is known of the host around a blocked task. */
export interface TaskSurroundings {
  readonly containers: ContainerIndex;
  readonly hostMounts: MountTable;
  readonly fuseConnections: ReadonlyMap<number, FuseConnection>;
  readonly lines: ThreadLines;
  /** Devices that are not frozen: the host's own daemons write there, and none of them waits. */
  readonly writtenDevices: ReadonlySet<string>;
}

/** A blocked thread as a task, with its backend; `suspectDevices` are those that other blocked tasks wait for. */
export function describeBlockedTask(
  found: FoundBlocked,
  around: TaskSurroundings,
  suspectDevices: ReadonlySet<string>,
): BlockedTask {
  const { thread, facts, wait, state, wchan, shape } = found;
  const containerId = around.containers.containerOf(thread.pid, facts.cgroups);
  const commandLine = facts.commandLine ?? (thread.args.startsWith('[') ? '' : thread.args);
  const { syscall } = facts;
  const elapsedSeconds = thread.elapsedSeconds;
  const isUntrusted = isHelperName(thread.comm) && ofHostRoot(facts.statusFile?.text ?? '') === false;
  const pending = facts.status && sigkillPending(facts.status);
  const { answer, proof } = backendOf(found, around, containerId, commandLine, suspectDevices);
  return {
    pid: thread.pid,
    tid: thread.tid,
    comm: thread.comm,
    state,
    ...(commandLine === '' ? {} : { commandLine }),
    ...(wchan === undefined ? {} : { wchan }),
    kernelStack: facts.stack.map((frame) => frame.function),
    ...(syscall === undefined
      ? {}
      : { syscall: { ...syscall, ...(shape === undefined ? {} : { name: shape.name }) } }),
    ...(pending === undefined ? {} : { sigkillPending: pending }),
    ...(isUntrusted ? { isUntrusted } : {}),
    ...(elapsedSeconds === undefined ? {} : { elapsedSeconds }),
    ...(containerId === undefined ? {} : { containerId }),
    waits: wait.waits,
    ...(answer.backend === undefined ? {} : { backend: answer.backend }),
    ...(answer.proof === undefined ? {} : { backendProof: answer.proof }),
    backendCandidates: answer.candidates,
    evidence: [...evidenceOf(found, around.lines), ...proof],
  };
}

function backendOf(
  found: FoundBlocked,
  around: TaskSurroundings,
  containerId: string | undefined,
  commandLine: string,
  suspectDevices: ReadonlySet<string>,
): { answer: BackendAnswer; proof: readonly Evidence[] } {
  const { facts, wait, shape } = found;
  const { hostMounts, fuseConnections } = around;
  if (wait.waits === 'frozen-cgroup') {
    const tables = facts.mounts === undefined ? [hostMounts] : [hostMounts, facts.mounts];
    const frozen = frozenCgroupBackend(wait.by, facts.cgroups, tables);
    if (frozen === undefined) return { answer: { candidates: [] }, proof: [] };
    const proof = lineOf(facts.cgroupFile, frozen.membership.line);
    return { answer: { backend: frozen.backend, proof: 'cgroup', candidates: [] }, proof };
  }
  const container = containerId === undefined ? undefined : around.containers.byId.get(containerId);
  const view = mountView(facts.mounts, containerId, container, hostMounts);
  const start = startOfPath(facts.syscall, shape, facts.descriptors, facts.currentFolder);
  const answer = findBackend({
    wait,
    view: view.table,
    viewIsOwn: view.isOwn,
    host: hostMounts,
    openFiles: found.openFiles,
    hints: [...(start === undefined ? [] : [start]), ...pathsOfCommand(commandLine)],
    fuseConnections,
    suspectDevices,
    writtenDevices: around.writtenDevices,
  });
  return { answer, proof: proofOf(answer, fuseConnections) };
}

/** The mount's line, and for FUSE the requests that its server has not answered. */
function proofOf(
  { backend, mount, table }: BackendAnswer,
  connections: ReadonlyMap<number, FuseConnection>,
): readonly Evidence[] {
  const proof: Evidence[] = [];
  const text = mount === undefined ? undefined : table?.lines[mount.line - 1];
  if (mount !== undefined && table !== undefined && text !== undefined) {
    proof.push(quoteLine(table.file, mount.line, text));
  }
  const connection = backend === undefined ? undefined : connectionOf(backend, connections);
  if (connection !== undefined) proof.push(connection.evidence);
  return proof;
}

function connectionOf(
  { fstype, device }: Backend,
  connections: ReadonlyMap<number, FuseConnection>,
): FuseConnection | undefined {
  return fstype.startsWith('fuse') ? connections.get(fuseConnectionOf(device) ?? -1) : undefined;
}

/** Its line in the thread table or its stat, its wait channel, the top of its stack, its pending SIGKILL. */
function evidenceOf(
  { thread, facts, wait, freezerFile }: FoundBlocked,
  lines: ThreadLines,
): readonly Evidence[] {
  const evidence: Evidence[] = [];
  const row = lines(thread);
  if (row !== undefined) evidence.push(row);
  else evidence.push(...lineOf(facts.statFile, 1));
  if (facts.wchan !== undefined) evidence.push(...lineOf(facts.wchanFile, 1));

  evidence.push(...lineOf(freezerFile, 1));

  const [leaf] = facts.stack;
  const deciding = facts.stack.find((frame) => frame.function === wait.by);
  for (const line of new Set([leaf?.line, deciding?.line])) {
    if (line !== undefined) evidence.push(...lineOf(facts.stackFile, line));
  }

  const { status, statusFile } = facts;
  for (const [key, mask] of [
    ['SigPnd:', status?.pendingSignals],
    ['ShdPnd:', status?.sharedPendingSignals],
  ] as const) {
    const holdsSigkill = mask !== undefined && (mask & SIGKILL_BIT) !== 0n;
    const quote = holdsSigkill && statusFile ? quoteStart(statusFile.path, statusFile.text, key) : undefined;
    if (quote !== undefined) evidence.push(quote);
  }
  return evidence;
}

function lineOf(file: FactFile | undefined, line: number): readonly Evidence[] {
  const text = file?.text.split('\n')[line - 1];
  return file === undefined || text === undefined ? [] : [quoteLine(file.path, line, text)];
}
